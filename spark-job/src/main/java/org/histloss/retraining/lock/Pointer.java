package org.histloss.retraining.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** {@code champion.json}, which the lock guards. */
final class Pointer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 3;

  private final Configuration conf;
  private final Path champion;

  Pointer(Configuration conf, Path registry) {
    this.conf = conf;
    this.champion = path(registry);
  }

  /**
   * The generation that the champion was made under; 0 where there is none, or its file can't be
   * understood, which is for its readers to say.
   */
  long generation() {
    for (int attempt = 1; true; attempt++) {
      try (InputStream in = champion.getFileSystem(conf).open(champion)) {
        JsonNode content = JSON.readTree(in);
        return content == null ? 0 : content.path("generation").asLong(0);
      } catch (FileNotFoundException | JsonProcessingException e) {
        return 0;
      } catch (IOException e) {
        // HDFS lets a read fail whose file is replaced at that moment.
        if (attempt == ATTEMPTS) {
          throw LockFailure.of(champion + " can't be read", e);
        }
      }
    }
  }

  static Path path(Path registry) {
    return new Path(registry, "champion.json");
  }
}
