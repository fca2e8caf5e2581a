package org.histloss.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.histloss.report.comparison.Comparison;
import org.histloss.report.comparison.Comparison.Bootstrap;
import org.histloss.report.comparison.Comparison.Counts;
import org.histloss.report.comparison.Comparison.Data;
import org.histloss.report.comparison.Comparison.Difference;
import org.histloss.report.comparison.Comparison.Found;
import org.histloss.report.comparison.Comparison.Held;
import org.histloss.report.comparison.Comparison.Interval;
import org.histloss.report.comparison.Comparison.Model;
import org.histloss.report.comparison.Comparison.Query;

/** Comparisons with synthetic but plausible content. */
final class SampleComparisons {
  private SampleComparisons() {}

  /** As many models, each query with pictures. */
  static Comparison full(int models) {
    return of("Emoji-8, 3×32×32", models, true);
  }

  /** Two models, the first of which is better. */
  static Comparison firstIsBetter() {
    Comparison full = full(2);
    Held held = full.held().get(0);
    Held turned =
        new Held(
            held.model(),
            held.reference(),
            "run-0 is better than run-1: mAP 41.2 against 39.8 %, +1.4 points.",
            turned(held.precision()),
            turned(held.recallAt1()),
            new Counts(held.counts().lost(), held.counts().won(), held.counts().equal()),
            held.won(),
            held.lost());
    return with(full, full.models(), List.of(turned));
  }

  private static Difference turned(Difference difference) {
    Interval interval = difference.interval();
    return new Difference(
        difference.model(),
        difference.reference(),
        -difference.difference(),
        new Interval(-interval.high(), -interval.low()),
        1 - difference.better());
  }

  /** Two models of feature vectors. */
  /** Three models, whose verdicts are all this one. */
  static Comparison saying(String verdict) {
    Comparison full = full(3);
    List<Held> held =
        full.held().stream()
            .map(
                one ->
                    new Held(
                        one.model(),
                        one.reference(),
                        verdict,
                        one.precision(),
                        one.recallAt1(),
                        one.counts(),
                        one.won(),
                        one.lost()))
            .toList();
    return with(full, full.models(), held);
  }

  static Comparison withoutPictures() {
    return of("features", 2, false);
  }

  /** Two models without zero embeddings and ties. */
  static Comparison withoutTies() {
    Comparison full = full(2);
    return with(full, List.of(full.models().get(0), full.models().get(0)), full.held());
  }

  /** Two models, so many queries that either wins, each with so many results, all photographs. */
  static Comparison photographs(int queries, int results) {
    Random random = new Random(1);
    Supplier<Found> found =
        () ->
            new Found(
                0.5,
                1,
                Stream.generate(() -> new Rankings.Result(Photographs.sample(random), 0.5, false))
                    .limit(results)
                    .toList());
    List<Query> shown =
        Stream.generate(() -> new Query(Photographs.sample(random), 1, found.get(), found.get()))
            .limit(2L * queries)
            .toList();
    Comparison full = full(2);
    Held held = full.held().get(0);
    Held more =
        new Held(
            held.model(),
            held.reference(),
            held.verdict(),
            held.precision(),
            held.recallAt1(),
            held.counts(),
            shown.subList(0, queries),
            shown.subList(queries, 2 * queries));
    return with(full, full.models(), List.of(more));
  }

  /** A gallery of fewer samples than the largest K. */
  static Comparison ofGallery(long samples) {
    Comparison full = full(2);
    Data data = full.data();
    return new Comparison(
        full.formatVersion(),
        full.title(),
        full.created(),
        new Data(
            data.path(),
            data.version(),
            data.shape(),
            data.split(),
            data.queries(),
            data.skipped(),
            samples,
            data.identities()),
        full.protocol(),
        full.bootstrap(),
        full.models(),
        full.held(),
        full.settings(),
        full.versions(),
        full.timings());
  }

  private static Comparison with(Comparison data, List<Model> models, List<Held> held) {
    return new Comparison(
        data.formatVersion(),
        data.title(),
        data.created(),
        data.data(),
        data.protocol(),
        data.bootstrap(),
        models,
        held,
        data.settings(),
        data.versions(),
        data.timings());
  }

  /** A comparison in which every text that comes from data is this one. */
  static Comparison named(String text) {
    Rankings.Sample sample = new Rankings.Sample(text, text, text, null);
    Found found = new Found(0.5, 1, List.of(new Rankings.Result(sample, 0.5, true)));
    List<Query> queries = List.of(new Query(sample, 1, found, found));
    Difference difference = new Difference(0.5, 0.5, 0, null, null);
    Model model = new Model(text, text, 8, Map.of("mAP", 0.5), Map.of(), null, null, null);
    return new Comparison(
        1,
        text,
        text,
        new Data(text, text, text, text, 2, 0, 2, 1),
        new ReportData.Protocol(text, text, Map.of(text, text)),
        new Bootstrap(2_000, 1, 0.95),
        List.of(model, model),
        List.of(
            new Held(
                text, text, text, difference, difference, new Counts(1, 1, 0), queries, queries)),
        Map.of(text, text),
        Map.of(text, text),
        Map.of(text, 1.0));
  }

  private static Comparison of(String title, int models, boolean pictures) {
    return new Comparison(
        1,
        title,
        "2026-01-31T14:05:00Z",
        new Data("demo/dataset", "9f2c1b7a3c0d5e8f", "3×32×32", "test", 4785, 12, 4797, 718),
        SampleReports.protocol(),
        new Bootstrap(2_000, 1, 1 - 0.05 / (models - 1)),
        IntStream.range(0, models).mapToObj(SampleComparisons::model).toList(),
        IntStream.range(1, models).mapToObj(i -> held(i, pictures)).toList(),
        Map.of("evaluation.split", "test"),
        Map.of("Spark", "3.5.9"),
        Map.of("rank by run-1", 3.5));
  }

  private static Model model(int i) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("recall@1", 0.48 + 0.021 * i);
    scores.put("recall@5", 0.69 + 0.021 * i);
    scores.put("recall@10", 0.75 + 0.021 * i);
    scores.put("mAP", 0.398 + 0.014 * i);
    Map<String, Interval> intervals = new LinkedHashMap<>();
    intervals.put("recall@1", new Interval(0.45 + 0.021 * i, 0.51 + 0.021 * i));
    intervals.put("mAP", new Interval(0.38 + 0.014 * i, 0.416 + 0.014 * i));
    Similarities pairs = SampleReports.similarities();
    return new Model(
        "run-" + i,
        "runs/run-" + i + "/model",
        256,
        scores,
        intervals,
        i == 0 ? pairs.before() : pairs.after(),
        i == 1 ? 3L : null,
        i == 1 ? SampleReports.ties(0.501, 0.412) : null);
  }

  private static Held held(int i, boolean pictures) {
    Difference precision =
        new Difference(
            0.398,
            0.398 + 0.014 * i,
            0.014 * i,
            new Interval(0.0004 + 0.006 * (i - 1), 0.022 * i),
            0.9985);
    Difference first =
        new Difference(0.48, 0.48 + 0.021 * i, 0.021 * i, new Interval(-0.003, 0.04 * i), 0.93);
    return new Held(
        "run-" + i,
        "run-0",
        "run-%d is better than run-0 by mAP, by R@1 no difference can be shown: mAP 41.2 against 39.8 %%, +1.4 points."
            .formatted(i),
        precision,
        first,
        new Counts(2203, 1894, 688),
        queries(pictures, false),
        queries(pictures, true));
  }

  private static List<Query> queries(boolean pictures, boolean lost) {
    List<Query> queries = new ArrayList<>();
    for (int q = 0; q < 3; q++) {
      Found good = found(q, 0.91 - 0.1 * q, 6 - q, pictures);
      Found bad = found(q, 0.11 + 0.1 * q, q, pictures);
      Rankings.Sample sample = sample(q, 5, pictures);
      queries.add(new Query(sample, 7, lost ? good : bad, lost ? bad : good));
    }
    return queries;
  }

  /** Eight results, so many of them right. */
  private static Found found(int identity, double precision, int right, boolean pictures) {
    List<Rankings.Result> results = new ArrayList<>();
    for (int r = 0; r < 8; r++) {
      boolean isRight = (r * 3 + identity) % 8 < right;
      Rankings.Sample sample = sample(isRight ? identity : identity + 1 + r % 4, r % 7, pictures);
      results.add(new Rankings.Result(sample, 0.93 - 0.04 * r, isRight));
    }
    return new Found(precision, right > 0 ? 1 : 9, results);
  }

  private static Rankings.Sample sample(int identity, int camera, boolean picture) {
    return Rankings.Sample.of(
        "camera-%d/%05x-a-rather-long-name.png".formatted(camera, 0x1f600 + identity),
        "%05x drawing number %d".formatted(0x1f600 + identity, identity),
        "camera-" + camera,
        picture ? SampleReports.drawing(identity, camera, 32) : null);
  }
}
