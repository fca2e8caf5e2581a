package org.histloss.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The {@code manifest.json} of a data set folder: the marker that makes the folder a data set.
 *
 * <p>While a data set is being overwritten the file holds a marker that says so, which {@link
 * #read} refuses: a reader sees the old data set, "being replaced", or the new one.
 */
public final class ManifestFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The folder, in a data set's, of older manifests and of what an append writes down. */
  public static final String KEPT_FOLDER = "manifests";

  private static final String STATE = "state";
  private static final String BEING_REPLACED = "being replaced";

  private ManifestFile() {}

  /**
   * Reads the manifest of the data set in {@code folder}.
   *
   * @throws JobException exit code 21 when there is none, when it is damaged, of another schema
   *     version, or says that the data set is being replaced
   */
  public static DatasetManifest read(Configuration conf, Path folder) {
    return read(conf, folder, file(folder));
  }

  /**
   * Reads the manifest of the version that the data set in {@code folder} was made from, whose
   * files are still there.
   *
   * @param version the data set's {@code parentVersion}
   * @throws JobException exit code 21 when it isn't kept, or can't be used
   */
  public static DatasetManifest readKept(Configuration conf, Path folder, String version) {
    return read(conf, folder, keptFile(folder, version));
  }

  /** Reads a manifest that isn't a data set's marker yet, as of {@link #read}. */
  public static DatasetManifest readAt(Configuration conf, Path file) {
    return read(conf, file.getParent(), file);
  }

  private static DatasetManifest read(Configuration conf, Path folder, Path file) {
    JsonNode node = parse(file, load(conf, folder, file));
    if (BEING_REPLACED.equals(node.path(STATE).asText())) {
      throw JobException.badData(
          "%s is being replaced: wait until the run that overwrites it has ended, or prepare it"
              + " again with --overwrite",
          folder);
    }
    JsonNode version = node.path("schemaVersion");
    if (!version.isInt() || version.asInt() != SampleSchema.VERSION) {
      throw JobException.badData(
          "%s: schemaVersion = %s: this program reads version %d",
          file, version.isMissingNode() ? "missing" : version, SampleSchema.VERSION);
    }
    try {
      return JSON.treeToValue(node, DatasetManifest.class);
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  /** Makes {@code folder} a data set: writes the manifest, which replaces an older one at once. */
  public static void publish(Configuration conf, Path folder, DatasetManifest manifest) {
    Commit.publish(conf, file(folder), bytes(manifest));
  }

  /** Writes a manifest to a file that isn't a data set's marker. */
  public static void write(Configuration conf, Path file, DatasetManifest manifest) {
    Commit.publish(conf, file, bytes(manifest));
  }

  /** Withdraws the data set in {@code folder} before its files are replaced. */
  public static void markBeingReplaced(Configuration conf, Path folder) {
    Map<String, Object> marker = new LinkedHashMap<>();
    marker.put("schemaVersion", SampleSchema.VERSION);
    marker.put(STATE, BEING_REPLACED);
    Commit.publish(conf, file(folder), bytes(marker));
  }

  /** Where the manifest of the data set in {@code folder} lies. */
  public static Path file(Path folder) {
    return new Path(folder, DatasetManifest.FILE_NAME);
  }

  /** Where {@code folder} keeps the manifest of an older version. */
  public static Path keptFile(Path folder, String version) {
    return new Path(new Path(folder, KEPT_FOLDER), version + ".json");
  }

  /**
   * The SHA-256 of a data file, in lower-case hexadecimal, as {@link
   * DatasetManifest.DataFile#sha256()} records it.
   */
  public static String sha256(Configuration conf, Path dataFile) throws IOException {
    return FileDigest.sha256(conf, dataFile);
  }

  private static byte[] load(Configuration conf, Path folder, Path file) {
    try {
      FileSystem fs = folder.getFileSystem(conf);
      try (InputStream in = fs.open(file)) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw new JobException(
          ExitCode.BAD_DATA,
          folder + " is no prepared data set: " + file.getName() + " is missing",
          e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path file, byte[] content) {
    try {
      JsonNode node = JSON.readTree(new String(content, StandardCharsets.UTF_8));
      if (node == null || !node.isObject()) {
        throw JobException.badData("%s is damaged: it holds no JSON object", file);
      }
      return node;
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  private static JobException damaged(Path file, JsonProcessingException e) {
    return new JobException(ExitCode.BAD_DATA, file + " is damaged: " + e.getOriginalMessage(), e);
  }

  private static byte[] bytes(Object value) {
    try {
      return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest must be writable as JSON", e);
    }
  }
}
