package org.histloss.retraining.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.Commit;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how a command ended: {@code metrics.prom}, then {@code status.json}, then the web hook. */
public final class LastWord {
  private static final Logger LOG = LoggerFactory.getLogger(LastWord.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Configuration conf;
  private final Path registry;
  private final WebHook hook;

  /**
   * The last word on commands that change a registry.
   *
   * @param hook its settings, or null for none
   * @throws JobException exit code 20 when the web hook's address is none
   */
  public LastWord(Configuration conf, Path registry, RetrainSettings.WebHook hook) {
    this.conf = conf;
    this.registry = registry;
    this.hook = hook == null ? null : WebHook.of(hook);
  }

  /**
   * Refuses a web hook whose address is none.
   *
   * @throws JobException exit code 20
   */
  public static void check(RetrainSettings.WebHook hook) {
    WebHook.of(hook);
  }

  /** Whether {@link #check} lets it through. */
  public static boolean isAddress(RetrainSettings.WebHook hook) {
    try {
      check(hook);
      return true;
    } catch (JobException e) {
      return false;
    }
  }

  /**
   * Says it.
   *
   * @throws JobException exit code 30 when the status can't be written
   */
  public void say(RegistryStatus status) {
    byte[] content = json(status);
    measure(status);
    try {
      publish(content);
    } finally {
      // Somebody should hear of a full disk, too.
      tell(content);
    }
  }

  /** Says it by the web hook alone: the registry's status is that of the run that has its lock. */
  public void sayAside(RegistryStatus status) {
    LOG.warn("status.json is left to the run that holds the lock");
    tell(json(status));
  }

  /** Tried twice: the next holder of the lock may clear away what is half-written meanwhile. */
  private void publish(byte[] content) {
    Path file = new Path(registry, "status.json");
    try {
      Commit.publish(conf, file, content);
    } catch (JobException e) {
      LOG.warn("{}; it is tried once more", e.getMessage());
      Commit.publish(conf, file, content);
    }
  }

  /** Metrics that can't be written keep nobody from learning how the command ended. */
  private void measure(RegistryStatus status) {
    try {
      Commit.publish(
          conf,
          new Path(registry, "metrics.prom"),
          MetricsText.of(status).getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      LOG.warn("metrics.prom is not written: {}; the run's result stands", e.toString());
    }
  }

  private void tell(byte[] content) {
    String problem = hook == null ? null : hook.send(content);
    if (problem != null) {
      LOG.warn("{}; the run's result stands", problem);
    }
  }

  private static byte[] json(RegistryStatus status) {
    try {
      return (JSON.writeValueAsString(status) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status must be writable as JSON", e);
    }
  }
}
