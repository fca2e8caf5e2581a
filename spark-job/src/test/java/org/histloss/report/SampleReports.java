package org.histloss.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.histloss.report.ReportData.Protocol;
import org.histloss.report.TrainingHistory.BatchPairs;
import org.histloss.report.TrainingHistory.Round;
import org.histloss.report.TrainingHistory.Validation;

/** Reports with synthetic but plausible content, a pure function of a seed. */
final class SampleReports {
  private static final int NODES = 2001;
  static final String[] CAMERAS = {
    "noto", "noto-v1", "twemoji", "openmoji", "fluent-emoji-flat", "emojione", "fxemoji"
  };
  static final String[] IDENTITIES = {
    "1f600 grinning face",
    "1f431 cat face",
    "1f1ec-1f1f1 flag: Greenland",
    "1f6b2 bicycle",
    "1f344 mushroom",
    "1f9ed compass",
    "1f4a1 light bulb",
    "1f33b sunflower"
  };

  private SampleReports() {}

  /** Every part present. */
  static ReportData full(long seed) {
    Random random = new Random(seed);
    return ReportData.builder("Emoji-8, 3×32×32", protocol())
        .created("2026-01-31T14:05:00Z")
        .test(scores(0.553, 0.332))
        .untrained(scores(0.348, 0.176))
        .rawPixels(scores(0.360, 0.182))
        .similarities(similarities())
        .training(training(random, 120))
        .rankings(new Rankings(queries(random, 4, 0.9), queries(random, 4, 0.1)))
        .findings(SampleFindings.full(new Random(seed)))
        .data(data())
        .settings(settings())
        .versions(
            ordered("histloss", "0.1.0", "Spark", "3.5.9", "DL4J", "1.0.0-M2.1", "Java", "17.0.12"))
        .timings(timings())
        .build();
  }

  /** Every part present, but no pictures: the samples are feature vectors. */
  static ReportData features(long seed) {
    Random random = new Random(seed);
    return ReportData.builder("Features", protocol())
        .test(scores(0.553, 0.332))
        .similarities(similarities())
        .rankings(SampleFindings.withoutPictures(new Rankings(queries(random, 2, 0.9), null)))
        .findings(SampleFindings.withoutPictures(SampleFindings.full(random)))
        .build();
  }

  /** Scores only, as when a stored model of feature vectors is evaluated alone. */
  static ReportData scoresOnly() {
    return ReportData.builder("features", protocol()).test(scores(0.5, 0.3)).build();
  }

  static Protocol protocol() {
    return new Protocol(
        "cross-camera",
        "Every test sample is a query against all other test samples; samples of the query's own"
            + " identity and camera are left out.",
        ordered(
            "similarity", "cosine",
            "left out", "same identity and camera",
            "ties", "by identity, then sample id, the smaller in UTF-8 order first",
            "average precision", "mean of the precisions at the right results"));
  }

  static Scores scores(double recallAt1, double meanAveragePrecision) {
    List<Double> cmc =
        IntStream.rangeClosed(1, 50)
            .mapToObj(k -> 1 - (1 - recallAt1) * Math.pow(k, -0.35))
            .toList();
    return new Scores(
        cmc.get(0),
        cmc.get(4),
        cmc.get(9),
        meanAveragePrecision,
        4785,
        12L,
        4797,
        cmc,
        detail(cmc.get(0), meanAveragePrecision));
  }

  private static Scores.Detail detail(double recallAt1, double precision) {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("mAP (trapezoids)", precision - 0.01);
    measures.put("mINP", precision / 4);
    measures.put("R-precision", precision - 0.05);
    measures.put("MAP@R", precision - 0.1);
    Map<String, Double> overIdentities = both(recallAt1 - 0.012, precision - 0.008);
    Map<String, Scores.Detail.Interval> intervals = new LinkedHashMap<>();
    intervals.put(
        Scores.Detail.RECALL_AT_1,
        new Scores.Detail.Interval(recallAt1 - 0.026, recallAt1 + 0.027));
    intervals.put(
        Scores.Detail.MEAN_AVERAGE_PRECISION,
        new Scores.Detail.Interval(precision - 0.02, precision + 0.02));
    return new Scores.Detail(
        measures, 718, overIdentities, intervals, 2_000, ties(recallAt1, precision));
  }

  static Scores.Detail.Ties ties(double recallAt1, double precision) {
    return new Scores.Detail.Ties(
        31, both(recallAt1 + 0.002, precision + 0.001), both(recallAt1 - 0.003, precision - 0.002));
  }

  private static Map<String, Double> both(double recallAt1, double precision) {
    Map<String, Double> both = new LinkedHashMap<>();
    both.put(Scores.Detail.RECALL_AT_1, recallAt1);
    both.put(Scores.Detail.MEAN_AVERAGE_PRECISION, precision);
    return both;
  }

  static Similarities similarities() {
    return new Similarities(
        Similarities.Pairs.of(bump(0.80, 0.11, 13_900), bump(0.72, 0.13, 1_200_000)),
        Similarities.Pairs.of(bump(0.52, 0.24, 13_900), bump(0.03, 0.19, 1_200_000)));
  }

  private static double[] bump(double mean, double deviation, double pairs) {
    double[] density =
        IntStream.range(0, NODES)
            .mapToDouble(k -> (-1 + 2.0 * k / (NODES - 1) - mean) / deviation)
            .map(z -> Math.exp(-z * z / 2))
            .toArray();
    double sum = DoubleStream.of(density).sum();
    return DoubleStream.of(density).map(d -> d * pairs / sum).toArray();
  }

  static TrainingHistory training(Random random, int rounds) {
    List<Round> history = new ArrayList<>();
    for (int r = 0; r < rounds; r++) {
      double progress = (double) r / rounds;
      double loss = 0.05 + 0.33 * Math.exp(-4 * progress) + 0.012 * random.nextGaussian();
      double speed = 540 + 25 * random.nextGaussian() - (r == 0 ? 260 : 0);
      Validation validation =
          r % 10 == 9 || r == rounds - 1
              ? new Validation(
                  0.55 - 0.2 * Math.exp(-3 * progress),
                  0.33 - 0.15 * Math.exp(-3 * progress),
                  "cross-camera")
              : null;
      history.add(new Round(r, 10L * (r + 1), loss, speed, 1e-3 * (1 - progress), validation));
    }
    return new TrainingHistory(
        "histogram, 200 bins",
        history,
        new BatchPairs(10L * rounds, 0, 192, 7936, 0.183),
        new TrainingHistory.Health(
            0.021,
            0.12,
            0.94,
            131,
            200,
            List.of("94 % of the negative pairs give no gradient: more steps change little")),
        List.of(
            new TrainingHistory.Phase("Checkpoint", 0.012, 0.003),
            new TrainingHistory.Phase("Workers compute", 4.05, 0.957),
            new TrainingHistory.Phase("Averaging", 0.17, 0.04)));
  }

  private static List<Rankings.Query> queries(Random random, int count, double ease) {
    List<Rankings.Query> queries = new ArrayList<>();
    for (int q = 0; q < count; q++) {
      int identity = random.nextInt(IDENTITIES.length);
      List<Rankings.Result> results = new ArrayList<>();
      for (int r = 0; r < 8; r++) {
        boolean right = random.nextDouble() < ease;
        int found = right ? identity : (identity + 1 + random.nextInt(7)) % IDENTITIES.length;
        results.add(
            new Rankings.Result(
                sample(found, random.nextInt(CAMERAS.length)), 0.93 - 0.04 * r, right));
      }
      queries.add(
          new Rankings.Query(sample(identity, q % CAMERAS.length), ease + 0.02 * q, 9, results));
    }
    queries.sort(
        Comparator.comparingDouble(
            query -> ease > 0.5 ? -query.averagePrecision() : query.averagePrecision()));
    return queries;
  }

  static Rankings.Sample sample(int identity, int camera) {
    return Rankings.Sample.of(
        CAMERAS[camera] + "/" + IDENTITIES[identity].split(" ")[0],
        IDENTITIES[identity],
        CAMERAS[camera],
        drawing(identity, camera, 32));
  }

  /** A small drawing: the identity chooses hue and shape, the camera line width and shade. */
  static byte[] drawing(int identity, int camera, int side) {
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, side, side);
    g.setColor(Color.getHSBColor(identity / 8f, 0.5f + 0.07f * camera, 0.95f - 0.05f * camera));
    int edge = side / 8;
    if (identity % 2 == 0) {
      g.fillOval(edge, edge, side - 2 * edge, side - 2 * edge);
    } else {
      g.fillRoundRect(edge, edge, side - 2 * edge, side - 2 * edge, side / 3, side / 3);
    }
    g.setColor(Color.DARK_GRAY);
    g.setStroke(new BasicStroke(1 + camera / 3f));
    for (int arm = 0; arm <= identity; arm++) {
      double angle = 2 * Math.PI * arm / (identity + 1);
      int x = (int) (side / 2.0 + side / 4.0 * Math.cos(angle));
      int y = (int) (side / 2.0 + side / 4.0 * Math.sin(angle));
      g.drawLine(side / 2, side / 2, x, y);
    }
    g.dispose();
    return Thumbnail.encode(picture);
  }

  private static DataCounts data() {
    return new DataCounts(
        "demo/dataset",
        "9f2c1b7a3c0d5e8f9f2c1b7a3c0d5e8f9f2c1b7a3c0d5e8f9f2c1b7a3c0d5e8f",
        "3×32×32",
        List.of(
            new DataCounts.Split("train", 4290, 672, 672),
            new DataCounts.Split("val", 495, 75, 75),
            new DataCounts.Split("test", 4785, 747, 747)),
        Map.of("picture can't be decoded", 1L),
        Map.of("identities of one sample", 3L));
  }

  private static Map<String, String> settings() {
    return ordered(
        "batch.identities", "32",
        "batch.samples-per-identity", "4",
        "image.height", "32",
        "image.width", "32",
        "loss.bins", "200",
        "loss.name", "histogram",
        "network.embedding-dimension", "256",
        "network.name", "small-convolutional",
        "training.averaging-period", "5",
        "training.seed", "1",
        "training.steps", "1200",
        "training.workers", "2");
  }

  private static Map<String, Double> timings() {
    Map<String, Double> timings = new LinkedHashMap<>();
    timings.put("prepare", 48.2);
    timings.put("train", 283.4);
    timings.put("evaluate", 21.7);
    return timings;
  }

  private static Map<String, String> ordered(String... entries) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put(entries[i], entries[i + 1]);
    }
    return map;
  }
}
