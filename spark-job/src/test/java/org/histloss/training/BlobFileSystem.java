package org.histloss.training;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store behind Hadoop's face: folders are prefixes of names, a file appears when its
 * stream is closed, nothing can be appended to, and a rename copies each object, then deletes each.
 * Whoever writes can be killed before any single one of these steps.
 */
public final class BlobFileSystem extends FileSystem {
  private static final ConcurrentMap<String, Bucket> BUCKETS = new ConcurrentHashMap<>();
  private URI uri;
  private Bucket bucket;
  private Path working;

  /** Lets a configuration find this file system under a scheme. */
  static void register(Configuration hadoop, String scheme) {
    hadoop.set("fs." + scheme + ".impl", BlobFileSystem.class.getName());
    hadoop.setBoolean("fs." + scheme + ".impl.disable.cache", true);
  }

  /** The objects of one authority, for all who open it. */
  static Bucket bucket(String name) {
    return BUCKETS.computeIfAbsent(name, any -> new Bucket());
  }

  /** Objects by name, and the writer's life. */
  static final class Bucket {
    private final NavigableMap<String, byte[]> objects = new TreeMap<>();
    private long steps;
    private long deadly = Long.MAX_VALUE;
    private boolean torn;

    /** Steps so far: an object put, copied or deleted. */
    synchronized long steps() {
      return steps;
    }

    /**
     * The writer is killed at its n-th step from the beginning, and does nothing after it.
     *
     * @param tornCopies whether a copy that is cut short leaves half of the object, as a copy
     *     through the client would
     */
    synchronized void killAt(long step, boolean tornCopies) {
      deadly = step;
      torn = tornCopies;
    }

    /** Another writer takes over. */
    synchronized void revive() {
      steps = 0;
      deadly = Long.MAX_VALUE;
    }

    /** All names. */
    synchronized List<String> names() {
      return List.copyOf(objects.keySet());
    }

    /** An object to be changed in place, or null. */
    synchronized byte[] content(String name) {
      return objects.get(name);
    }

    private synchronized void alive() throws IOException {
      if (steps >= deadly) {
        throw new IOException("the writer was killed");
      }
    }

    private synchronized boolean dies() throws IOException {
      alive();
      return ++steps >= deadly;
    }

    private synchronized void put(String name, byte[] content) throws IOException {
      if (dies()) {
        alive();
      }
      objects.put(name, content);
    }

    private synchronized void copy(String from, String to) throws IOException {
      byte[] content = objects.get(from);
      if (dies()) {
        if (torn) {
          objects.put(to, java.util.Arrays.copyOf(content, content.length / 2));
        }
        alive();
      }
      objects.put(to, content.clone());
    }

    private synchronized void delete(String name) throws IOException {
      if (dies()) {
        alive();
      }
      objects.remove(name);
    }

    private synchronized List<String> below(String name) {
      String prefix = name.isEmpty() ? "" : name + "/";
      return objects.tailMap(prefix, true).keySet().stream()
          .takeWhile(other -> other.startsWith(prefix))
          .toList();
    }
  }

  @Override
  public void initialize(URI name, Configuration hadoop) throws IOException {
    super.initialize(name, hadoop);
    setConf(hadoop);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    bucket = bucket(name.getAuthority());
    working = new Path(uri + "/");
  }

  private String name(Path path) {
    return makeQualified(path).toUri().getPath().substring(1);
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    bucket.alive();
    byte[] content = bucket.content(name(path));
    if (content == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new Content(content));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    bucket.alive();
    if (!overwrite && bucket.content(name(path)) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    ByteArrayOutputStream upload =
        new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            bucket.put(name(path), toByteArray());
          }
        };
    return new FSDataOutputStream(upload, null);
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, Progressable progress) {
    throw new UnsupportedOperationException("an object can't be appended to");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    bucket.alive();
    if (!exists(from) || exists(to)) {
      return false;
    }
    List<String> objects = new ArrayList<>(bucket.below(name(from)));
    if (objects.isEmpty()) {
      objects.add(name(from));
    }
    for (String object : objects) {
      bucket.copy(object, name(to) + object.substring(name(from).length()));
    }
    for (String object : objects) {
      bucket.delete(object);
    }
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    boolean there = exists(path);
    for (String object : bucket.below(name(path))) {
      bucket.delete(object);
    }
    if (bucket.content(name(path)) != null) {
      bucket.delete(name(path));
    }
    return there;
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    FileStatus itself = getFileStatus(folder);
    if (itself.isFile()) {
      return new FileStatus[] {itself};
    }
    int from = name(folder).isEmpty() ? 0 : name(folder).length() + 1;
    List<FileStatus> children = new ArrayList<>();
    for (String child :
        bucket.below(name(folder)).stream()
            .map(object -> object.substring(from).split("/")[0])
            .distinct()
            .toList()) {
      children.add(getFileStatus(new Path(folder, child)));
    }
    return children.toArray(new FileStatus[0]);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    bucket.alive();
    byte[] content = bucket.content(name(path));
    if (content != null) {
      return new FileStatus(content.length, false, 1, 1 << 20, 0, makeQualified(path));
    }
    if (!bucket.below(name(path)).isEmpty()) {
      return new FileStatus(0, true, 1, 1 << 20, 0, makeQualified(path));
    }
    throw new FileNotFoundException(path.toString());
  }

  @Override
  public boolean mkdirs(Path folder, FsPermission permission) {
    return true;
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    working = folder;
  }

  @Override
  public Path getWorkingDirectory() {
    return working;
  }

  /** An object being read. */
  private static final class Content extends FSInputStream {
    private final byte[] content;
    private int at;

    Content(byte[] content) {
      this.content = content;
    }

    @Override
    public void seek(long position) {
      at = Math.toIntExact(position);
    }

    @Override
    public long getPos() {
      return at;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read() {
      return at < content.length ? content[at++] & 0xff : -1;
    }
  }
}
