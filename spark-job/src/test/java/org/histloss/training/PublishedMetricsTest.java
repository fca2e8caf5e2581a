package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Prometheus server reads from a running job, with the sink as conf/ sets it up. */
class PublishedMetricsTest {
  private static final Path DEFAULTS = Path.of("..", "conf", "spark-defaults.conf");
  private static final Pattern LINE =
      Pattern.compile("metrics_.*_driver_histloss_(\\w+)_(?:Value|Count)\\{type=\"\\w+\"} (\\S+)");

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path data;

  @BeforeAll
  static void prepare() throws IOException {
    SparkSession.Builder builder =
        LocalSpark.settings("local[2]")
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0");
    sink().forEach(builder::config);
    spark = builder.getOrCreate();
    data = TinyDataset.prepare(spark, folder, 24);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Map<String, String> sink() throws IOException {
    return Files.readAllLines(DEFAULTS).stream()
        .filter(line -> line.startsWith("spark.metrics.conf."))
        .map(line -> line.split("\\s+"))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }

  private static Map<String, Double> scrape() throws IOException, InterruptedException {
    URI page = URI.create(spark.sparkContext().uiWebUrl().get()).resolve("/metrics/prometheus/");
    assertThat(page.getHost()).isEqualTo("127.0.0.1");
    String text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
            .body();
    // Spark's own figures stand beside ours, so an empty answer is noticed.
    assertThat(text).contains("_driver_BlockManager_memory_");
    return LINE.matcher(text)
        .results()
        .collect(Collectors.toMap(found -> found.group(1), f -> Double.valueOf(f.group(2))));
  }

  /** Scrapes at the end of each round, while the driver waits for its progress to be shown. */
  private static OutputStream scraping(List<Map<String, Double>> scrapes) {
    return new OutputStream() {
      @Override
      public void write(int b) {}

      @Override
      public void write(byte[] bytes, int from, int length) {
        try {
          // Spark counts bytes on a thread of its own.
          spark.sparkContext().listenerBus().waitUntilEmpty();
          scrapes.add(scrape());
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  @Test
  void a_running_training_shows_its_last_round_and_a_finished_one_nothing() throws Exception {
    Settings settings =
        SettingsReader.with(
            "image.height=" + TinyDataset.SIDE,
            "image.width=" + TinyDataset.SIDE,
            "batch.identities=4",
            "batch.samples-per-identity=3",
            "network.channels=[4,6]",
            "network.embedding-dimension=8",
            "loss.bins=20",
            "training.steps=12",
            "training.averaging-period=2");
    Path run = folder.resolve("run");
    TrainJob.Request request =
        new TrainJob.Request(
            data.toUri().toString(),
            run.toUri().toString(),
            settings,
            false,
            TrainJob.Resume.NEVER);
    List<Map<String, Double>> scrapes = new ArrayList<>();
    PrintStream out = new PrintStream(scraping(scrapes), true, StandardCharsets.UTF_8);

    new TrainJob(spark, request, new Progress(out, true)).run();

    List<RoundMetrics> rounds =
        new RunFolder(run.toUri().toString(), new Configuration()).metrics();
    assertThat(scrapes).hasSize(3).hasSameSizeAs(rounds);
    for (int i = 0; i < scrapes.size(); i++) {
      assertShows(scrapes.get(i), rounds.get(i));
    }
    assertBytesGrow(scrapes, Files.size(run.resolve("model/parameters.bin")));
    assertThat(scrape()).isEmpty();
  }

  private static void assertShows(Map<String, Double> scrape, RoundMetrics round) {
    assertThat(scrape)
        .containsEntry("round", (double) round.round())
        .containsEntry("rounds", 3.0)
        .containsEntry("batches", (double) round.batches())
        .containsEntry("loss", round.loss())
        .containsEntry("pooledLoss", round.pooledLoss())
        .containsEntry("inertPositives", round.inertPositives())
        .containsEntry("inertNegatives", round.inertNegatives())
        .containsEntry("divergence", round.divergence())
        .containsEntry("learningRate", round.learningRate())
        .containsEntry("samplesPerSecond", round.samplesPerSecond());
    assertThat(round.divergence()).isPositive();
    double separation = mean(round.positive()) - mean(round.negative());
    assertThat(scrape.get("separation")).isCloseTo(separation, within(1e-9)).isNotZero();
  }

  private static double mean(double[] counts) {
    double sum = 0;
    double pairs = 0;
    for (int r = 0; r < counts.length; r++) {
      sum += counts[r] * (-1 + r * 0.1);
      pairs += counts[r];
    }
    return sum / pairs;
  }

  /**
   * Each round broadcasts parameters and Adam's two moments of nearly all of them; each of two
   * workers brings as much back.
   */
  private static void assertBytesGrow(List<Map<String, Double>> scrapes, long parameters) {
    double broadcast = 0;
    double collected = 0;
    for (Map<String, Double> scrape : scrapes) {
      assertThat(scrape.get("broadcastBytes") - broadcast).isBetween(2.5 * parameters, 1e7);
      assertThat(scrape.get("collectedBytes") - collected).isBetween(5.0 * parameters, 1e7);
      broadcast = scrape.get("broadcastBytes");
      collected = scrape.get("collectedBytes");
    }
  }
}
