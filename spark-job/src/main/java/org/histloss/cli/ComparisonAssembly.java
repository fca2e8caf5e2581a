package org.histloss.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.histloss.config.Settings;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.ComparisonResult.DecidedQuery;
import org.histloss.evaluation.ComparisonResult.ModelFigures;
import org.histloss.evaluation.EvaluationResult.SamplePicture;
import org.histloss.evaluation.retrieval.IdentityMeans;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.report.Rankings;
import org.histloss.report.ReportData;
import org.histloss.report.Similarities;
import org.histloss.report.comparison.Comparison;

/** Carries the result of a comparison into the records that its page draws. */
final class ComparisonAssembly {
  private static final String RECALL_AT_1 = "recall@1";
  private static final String PRECISION = "mAP";

  private final Settings settings;
  private final ComparisonResult result;

  ComparisonAssembly(Settings settings, ComparisonResult result) {
    this.settings = settings;
    this.result = result;
  }

  /**
   * The comparison.
   *
   * @param data where the data set lies
   * @param folders where the models lie, in their order
   * @param sparkVersion that ran it
   */
  Comparison comparison(String data, List<Path> folders, String sparkVersion) {
    return new Comparison(
        Comparison.FORMAT_VERSION,
        title(data),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        counts(data),
        new ReportData.Protocol(
            result.protocol().name(), result.protocol().describe(), result.protocol().values()),
        new Comparison.Bootstrap(
            settings.evaluation().bootstrap().bootstrapDraws(),
            settings.evaluation().bootstrap().bootstrapSeed(),
            result.held().get(0).confidence()),
        IntStream.range(0, folders.size())
            .mapToObj(i -> model(result.models().get(i), folders.get(i)))
            .toList(),
        result.held().stream().map(ComparisonAssembly::held).toList(),
        settings.values(),
        Versions.all(sparkVersion),
        result.seconds());
  }

  private String title(String data) {
    String given = settings.report().title();
    if (!given.isBlank()) {
      return given;
    }
    List<String> names = result.models().stream().map(ModelFigures::name).toList();
    String others = String.join(", ", names.subList(1, names.size()));
    String set = data.replaceAll("/+$", "").replaceAll(".*/", "");
    return "%s against %s on %s".formatted(others, names.get(0), set);
  }

  private Comparison.Data counts(String data) {
    RetrievalMetrics.Result metrics = result.models().get(0).metrics();
    return new Comparison.Data(
        data,
        result.manifest().datasetVersion(),
        result.manifest().shape().toString(),
        result.split(),
        metrics.evaluated(),
        metrics.skipped(),
        metrics.gallery(),
        result.identities());
  }

  private Comparison.Model model(ModelFigures figures, Path folder) {
    Map<String, Double> scores = new LinkedHashMap<>();
    // The measure that models are judged by stands there whatever ranks the settings ask for.
    scores.put(RECALL_AT_1, figures.metrics().recallAt(1));
    for (int k : settings.evaluation().recallAt()) {
      scores.put("recall@" + k, figures.metrics().recallAt(k));
    }
    scores.put(PRECISION, figures.metrics().meanAveragePrecision());
    Map<String, Comparison.Interval> intervals = new LinkedHashMap<>();
    put(intervals, RECALL_AT_1, figures.intervals().get(Measure.FIRST_RIGHT));
    put(intervals, PRECISION, figures.intervals().get(Measure.AVERAGE_PRECISION));
    return new Comparison.Model(
        figures.name(),
        folder.toString(),
        figures.dimension(),
        scores,
        intervals,
        Similarities.Pairs.of(
            figures.distributions().positive(), figures.distributions().negative()),
        figures.zeros() == 0 ? null : figures.zeros(),
        ScoreDetails.ties(figures.metrics().ties()));
  }

  private static void put(
      Map<String, Comparison.Interval> intervals, String name, IdentityMeans.Interval interval) {
    if (interval != null) {
      intervals.put(name, interval(interval));
    }
  }

  private static Comparison.Interval interval(IdentityMeans.Interval interval) {
    return new Comparison.Interval(interval.low(), interval.high());
  }

  private static Comparison.Held held(ComparisonResult.Held held) {
    ComparisonResult.Counts counts = held.counts();
    return new Comparison.Held(
        held.model(),
        held.reference(),
        held.verdict(),
        difference(held.differences().get(Measure.AVERAGE_PRECISION)),
        difference(held.differences().get(Measure.FIRST_RIGHT)),
        new Comparison.Counts(counts.won(), counts.lost(), counts.equal()),
        held.won().stream().map(ComparisonAssembly::query).toList(),
        held.lost().stream().map(ComparisonAssembly::query).toList());
  }

  private static Comparison.Difference difference(IdentityMeans.Difference difference) {
    boolean known = difference.interval() != null;
    return new Comparison.Difference(
        difference.reference(),
        difference.mean(),
        difference.difference(),
        known ? interval(difference.interval()) : null,
        known ? difference.better() : null);
  }

  private static Comparison.Query query(DecidedQuery query) {
    return new Comparison.Query(
        sample(query.query()), query.relevant(), found(query.reference()), found(query.model()));
  }

  private static Comparison.Found found(ComparisonResult.Found found) {
    return new Comparison.Found(
        found.averagePrecision(),
        found.first() + 1,
        found.results().stream()
            .map(
                item -> new Rankings.Result(sample(item.sample()), item.similarity(), item.right()))
            .toList());
  }

  private static Rankings.Sample sample(SamplePicture shown) {
    return Rankings.Sample.of(shown.sampleId(), shown.identity(), shown.camera(), shown.png());
  }
}
