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
    JsonNode node = parse(folder, load(conf, folder));
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
          file(folder), version.isMissingNode() ? "missing" : version, SampleSchema.VERSION);
    }
    try {
      return JSON.treeToValue(node, DatasetManifest.class);
    } catch (JsonProcessingException e) {
      throw damaged(folder, e);
    }
  }

  /** Makes {@code folder} a data set: writes the manifest, which replaces an older one at once. */
  public static void publish(Configuration conf, Path folder, DatasetManifest manifest) {
    Commit.publish(conf, file(folder), bytes(manifest));
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

  /**
   * The SHA-256 of a data file, in lower-case hexadecimal, as {@link
   * DatasetManifest.DataFile#sha256()} records it.
   */
  public static String sha256(Configuration conf, Path dataFile) throws IOException {
    return FileDigest.sha256(conf, dataFile);
  }

  private static byte[] load(Configuration conf, Path folder) {
    try {
      FileSystem fs = folder.getFileSystem(conf);
      try (InputStream in = fs.open(file(folder))) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw new JobException(
          ExitCode.BAD_DATA,
          folder + " is no prepared data set: " + DatasetManifest.FILE_NAME + " is missing",
          e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, file(folder) + " can't be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path folder, byte[] content) {
    try {
      JsonNode node = JSON.readTree(new String(content, StandardCharsets.UTF_8));
      if (node == null || !node.isObject()) {
        throw JobException.badData("%s is damaged: it holds no JSON object", file(folder));
      }
      return node;
    } catch (JsonProcessingException e) {
      throw damaged(folder, e);
    }
  }

  private static JobException damaged(Path folder, JsonProcessingException e) {
    return new JobException(
        ExitCode.BAD_DATA, file(folder) + " is damaged: " + e.getOriginalMessage(), e);
  }

  private static byte[] bytes(Object value) {
    try {
      return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest must be writable as JSON", e);
    }
  }
}
