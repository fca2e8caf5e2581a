package org.histloss.dataprep.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/**
 * One folder per identity: {@code identity/camera_name.png}.
 *
 * <ul>
 *   <li>The identity is the folder's path relative to the input, so folders may be nested: {@code
 *       Greek/alpha/0001.png} shows {@code Greek/alpha}.
 *   <li>The camera is the file name's part before the first underscore; a name without an
 *       underscore, or one that starts with it, has no camera.
 *   <li>The sample id is the file's path relative to the input.
 *   <li>Every file is taken for a picture, whatever its extension. Files whose names start with a
 *       dot are rejected as hidden files, hidden folders are rejected whole; files beside the
 *       identity folders are rejected for want of an identity.
 *   <li>A folder that holds neither files nor folders is an empty identity.
 * </ul>
 */
public final class FolderSource implements SampleSource {
  private static final int MAX_DEPTH = 32;

  private final String input;

  /** The identity folders below {@code input}. */
  public FolderSource(String input) {
    this.input = input;
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public Listing list(SparkSession spark) {
    Configuration conf = spark.sessionState().newHadoopConf();
    Path root = InputPath.folder(conf, input);
    List<Row> beside = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (FileStatus status : children(conf, root)) {
      if (status.isDirectory()) {
        folders.add(status.getPath().toString());
      } else {
        beside.add(besideFolders(status.getPath()));
      }
    }
    if (folders.isEmpty() && beside.isEmpty()) {
      throw JobException.badData("input = %s: must hold one folder per identity, is empty", input);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int slices = context.defaultParallelism() * 4;
    SerializableConfiguration hadoop = new SerializableConfiguration(conf);
    String base = root.toString();
    JavaRDD<Row> found =
        context
            .parallelize(folders, Math.max(1, Math.min(folders.size(), slices)))
            .flatMap(folder -> new Walk(hadoop.value(), base).below(new Path(folder)).iterator())
            .union(context.parallelize(beside, 1))
            // Nested layouts have few top folders; deal their files evenly to the decoders.
            .repartition(slices);
    return new Listing(spark.createDataFrame(found, Candidate.SCHEMA), true, Map.of());
  }

  private static Row besideFolders(Path file) {
    Candidate candidate = Candidate.at(file.getName(), 0).sample(file.getName(), null);
    return (hidden(file)
            ? candidate.rejected(RejectReason.HIDDEN_FILE, file.toString())
            : candidate.rejected(RejectReason.NO_IDENTITY, file + " lies in no identity folder"))
        .row();
  }

  private static boolean hidden(Path path) {
    return path.getName().startsWith(".");
  }

  private static List<FileStatus> children(Configuration conf, Path folder) {
    try {
      FileStatus[] found = folder.getFileSystem(conf).listStatus(folder);
      Arrays.sort(found, Comparator.comparing(status -> status.getPath().getName()));
      return List.of(found);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, folder + " can't be listed: " + e.getMessage(), e);
    }
  }

  /** Lists one top folder on an executor. */
  private record Walk(Configuration conf, String root) {
    List<Row> below(Path folder) {
      List<Row> rows = new ArrayList<>();
      visit(folder, 0, rows);
      return rows;
    }

    private void visit(Path folder, int depth, List<Row> rows) {
      String identity = relative(folder);
      if (hidden(folder)) {
        rows.add(rejected(folder, null, RejectReason.HIDDEN_FILE, "hidden folder"));
        return;
      }
      if (depth > MAX_DEPTH) {
        throw JobException.badData("%s is nested more than %d deep", folder, MAX_DEPTH);
      }
      List<FileStatus> children = children(conf, folder);
      if (children.isEmpty()) {
        rows.add(rejected(folder, identity, RejectReason.EMPTY_IDENTITY, "folder without a file"));
      }
      for (FileStatus child : children) {
        if (child.isDirectory()) {
          visit(child.getPath(), depth + 1, rows);
        } else if (hidden(child.getPath())) {
          rows.add(rejected(child.getPath(), identity, RejectReason.HIDDEN_FILE, "hidden file"));
        } else {
          rows.add(picture(child.getPath(), identity));
        }
      }
    }

    private Row picture(Path file, String identity) {
      String id = relative(file);
      return Candidate.at(id, 0)
          .sample(id, identity)
          .camera(camera(file.getName()))
          .path(file.toString())
          .row();
    }

    private Row rejected(Path path, String identity, RejectReason reason, String detail) {
      String id = relative(path);
      String sampleId = reason == RejectReason.EMPTY_IDENTITY ? null : id;
      return Candidate.at(id, 0).sample(sampleId, identity).rejected(reason, detail).row();
    }

    private String relative(Path path) {
      String prefix = root.endsWith("/") ? root : root + "/";
      return path.toString().substring(prefix.length());
    }

    private static String camera(String fileName) {
      int underscore = fileName.indexOf('_');
      return underscore > 0 ? fileName.substring(0, underscore) : null;
    }
  }
}
