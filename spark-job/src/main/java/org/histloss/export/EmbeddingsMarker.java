package org.histloss.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code embeddings.json}: what an export holds. Written last, so that a folder without it is no
 * export.
 *
 * @param schemaVersion {@link #VERSION} of the writer
 * @param parametersSha256 of the model
 * @param datasetVersion of the data set
 * @param split {@code train}, {@code val}, {@code test} or {@code all}
 * @param embedBatch mini-batches were cut by it; another one may give other last bits
 * @param dimension numbers in an embedding
 * @param rows embeddings
 * @param zeroEmbeddings rows of zeros alone: embeddings without a direction, whose similarity to
 *     everything is 0
 * @param files all files of the export
 */
public record EmbeddingsMarker(
    int schemaVersion,
    String parametersSha256,
    String datasetVersion,
    String split,
    int embedBatch,
    int dimension,
    long rows,
    long zeroEmbeddings,
    List<ExportedFile> files) {

  /** The marker's file name. */
  public static final String FILE_NAME = "embeddings.json";

  static final int VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // A later version may tell more; by its number it is told from this one.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * One file.
   *
   * @param path relative to the export's folder
   * @param bytes length
   * @param sha256 lower-case hexadecimal
   */
  public record ExportedFile(String path, long bytes, String sha256) implements Serializable {}

  /**
   * Reads a marker.
   *
   * @throws JsonProcessingException when it is damaged
   */
  static EmbeddingsMarker parse(byte[] json) throws JsonProcessingException {
    EmbeddingsMarker marker =
        JSON.readValue(new String(json, StandardCharsets.UTF_8), EmbeddingsMarker.class);
    boolean lists = marker != null && marker.files() != null;
    if (!lists || marker.files().stream().anyMatch(file -> file == null || file.path() == null)) {
      throw new JsonMappingException(null, "it lists no files");
    }
    return marker;
  }

  byte[] json() {
    try {
      return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a marker must be writable as JSON", e);
    }
  }
}
