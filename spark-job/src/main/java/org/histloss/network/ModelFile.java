package org.histloss.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.JobException;

/**
 * {@code model.json}.
 *
 * @param formatVersion {@link #VERSION} of the writer
 * @param description the model
 * @param preprocessing of pictures, in words, for readers outside this project
 * @param parametersSha256 of {@code parameters.bin}
 */
record ModelFile(
    int formatVersion,
    EmbeddingModel.Description description,
    String preprocessing,
    String parametersSha256) {
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  static byte[] json(EmbeddingModel.Description description, String parametersSha256) {
    String preprocessing =
        description.shape().picture()
            ? String.format(
                Locale.ROOT,
                "pixel in [0,1] becomes %s * (%s - pixel); channels, rows, columns",
                Preprocessing.SCALE,
                Preprocessing.WHITE)
            : "none";
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(new ModelFile(VERSION, description, preprocessing, parametersSha256));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model description can't be written as JSON", e);
    }
  }

  static ModelFile parse(Path folder, byte[] json) {
    try {
      ModelFile file = JSON.readValue(new String(json, StandardCharsets.UTF_8), ModelFile.class);
      if (file.formatVersion() != VERSION) {
        throw JobException.badData(
            "%s has model format %d: this program reads %d", folder, file.formatVersion(), VERSION);
      }
      return file;
    } catch (IOException e) {
      throw JobException.badData("%s/model.json is damaged: %s", folder, firstLine(e));
    }
  }

  private static String firstLine(IOException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
