package org.histloss.retraining.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LastWordTest {
  @TempDir Path folder;

  private static RegistryStatus status() {
    return status(
        Map.of("champion R@1", 0.5, "champion mAP", 0.25), Map.of("champion", "cross-camera"));
  }

  private static RegistryStatus status(Map<String, Double> figures, Map<String, String> protocols) {
    return new RegistryStatus(
        1,
        "retrain",
        "promoted",
        0,
        "Promoted: \"better\"",
        "000002-ab",
        new RegistryStatus.Champion("000002-ab", "cd", 7),
        "2026-11-25T01:00:00Z",
        "2026-11-25T01:10:00Z",
        "me",
        figures,
        protocols,
        List.of("look"));
  }

  private LastWord lastWord(String url) {
    return new LastWord(
        new Configuration(),
        new org.apache.hadoop.fs.Path(folder.toUri()),
        new RetrainSettings.WebHook(url, 1));
  }

  @Test
  void statusAndMetricsAreWritten() throws IOException {
    lastWord("").say(status());

    JsonNode read = new ObjectMapper().readTree(folder.resolve("status.json").toFile());
    assertThat(read.path("exitCode").asInt()).isZero();
    assertThat(read.path("champion").path("generation").asInt()).isEqualTo(7);
    assertThat(Files.readString(folder.resolve("metrics.prom")))
        .contains(
            "# TYPE histloss_champion_map gauge\n"
                + "histloss_champion_map{protocol=\"cross-camera\"} 0.25\n")
        .contains("\nhistloss_champion_recall_at_1{protocol=\"cross-camera\"} 0.5\n")
        .contains("\nhistloss_retrain_last_exit_code 0\n")
        .contains("\nhistloss_retrain_last_finished_timestamp_seconds 1795569000\n")
        .matches(
            "(?s)((# (HELP|TYPE) [a-z0-9_]+ .*?"
                + "|[a-z0-9_]+(\\{protocol=\"[a-z-]+\"})? -?[0-9.E-]+)\n)+");
  }

  /** Where the protocol was changed, the champion's own figures are by the one before. */
  @Test
  void eachScoreIsMeasuredByItsOwnProtocol() {
    Map<String, Double> figures =
        Map.of(
            "champion mAP", 0.75,
            "challenger R@1", 0.5,
            "champion on the same data mAP", 0.25,
            "train seconds", 8.5);

    assertThat(
            MetricsText.of(
                status(figures, Map.of("champion", "leave-one-out", "challenger", "cross-camera"))))
        .contains(
            "\nhistloss_champion_map{protocol=\"leave-one-out\"} 0.75\n",
            "\nhistloss_challenger_recall_at_1{protocol=\"cross-camera\"} 0.5\n",
            "\nhistloss_champion_on_the_same_data_map{protocol=\"cross-camera\"} 0.25\n",
            "\nhistloss_train_seconds 8.5\n");
    assertThat(MetricsText.of(status(figures, Map.of("champion", "a\\b\"c\nd"))))
        .contains("\nhistloss_champion_map{protocol=\"a\\\\b\\\"c\\nd\"} 0.75\n");
    // A version from before it was recorded.
    assertThat(MetricsText.of(status(figures, Map.of())))
        .contains("\nhistloss_champion_map 0.75\n");
  }

  @Test
  void aWebHookHearsTheStatus() throws Exception {
    AtomicReference<String> heard = new AtomicReference<>();
    HttpServer server = server();
    server.createContext(
        "/hook",
        exchange -> {
          heard.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      lastWord(url(server, "/hook")).say(status());
      assertThat(heard.get()).isEqualTo(Files.readString(folder.resolve("status.json")));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aWebHookThatFailsOrHangsChangesNothing() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpServer server = server();
    server.createContext("/500", exchange -> exchange.sendResponseHeaders(500, -1));
    server.createContext(
        "/hang",
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try {
      for (String path : List.of("/500", "/hang")) {
        WebHook hook = WebHook.of(new RetrainSettings.WebHook(url(server, path), 1));
        assertThat(hook.send(new byte[0])).doesNotContain("127.0.0.1").startsWith("the web hook");
        lastWord(url(server, path)).say(status());
      }
    } finally {
      end.countDown();
      server.stop(0);
    }
    String gone = url(server, "/token");
    assertThat(WebHook.of(new RetrainSettings.WebHook(gone, 1)).send(new byte[0]))
        .isEqualTo("the web hook can't be reached: ConnectException");
    assertThat(folder.resolve("status.json")).exists();
  }

  /** The headers say that ten bytes will follow; none does. */
  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void aWebHookWhoseAnswerNeverEndsChangesNothing() throws Exception {
    HttpServer server = server();
    server.createContext("/stalls", exchange -> exchange.sendResponseHeaders(200, 10));
    server.start();
    try {
      WebHook hook = WebHook.of(new RetrainSettings.WebHook(url(server, "/stalls"), 1));
      assertThat(hook.send(new byte[0])).isEqualTo("the web hook took longer than 1 s");
      lastWord(url(server, "/stalls")).say(status());
    } finally {
      server.stop(0);
    }
    assertThat(folder.resolve("status.json")).exists();
  }

  @Test
  void whoIsInterruptedWhileTheWebHookIsAskedStaysInterrupted() throws Exception {
    HttpServer server = server();
    server.createContext("/stalls", exchange -> exchange.sendResponseHeaders(200, 10));
    server.start();
    try {
      WebHook hook = WebHook.of(new RetrainSettings.WebHook(url(server, "/stalls"), 300));
      Thread.currentThread().interrupt();
      assertThat(hook.send(new byte[0])).isEqualTo("the web hook was interrupted");
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anAddressThatIsNoneIsRefusedWithoutBeingPrinted() {
    for (String url : List.of("hook?token=1", "ftp://host/secret", "http:// secret")) {
      assertThatThrownBy(() -> lastWord(url))
          .isInstanceOfSatisfying(
              JobException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
          .hasMessageStartingWith("retrain.web-hook.url: must be")
          .hasMessageNotContaining("secret=")
          .hasMessageNotContaining("ftp")
          .hasMessageNotContaining("token");
    }
  }

  @Test
  void metricsThatCantBeWrittenDoNotSilenceTheStatus() throws IOException {
    Files.createDirectories(folder.resolve("metrics.prom/in the way"));
    lastWord("").say(status());
    assertThat(folder.resolve("status.json")).exists();
  }

  @Test
  void aRegistryThatCantBeWrittenIsSaid() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    LastWord word =
        new LastWord(
            new Configuration(),
            new org.apache.hadoop.fs.Path(folder.resolve("file").toUri()),
            new RetrainSettings.WebHook("", 1));

    assertThatThrownBy(() -> word.say(status()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE));
  }

  private static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static String url(HttpServer server, String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }
}
