package org.histloss.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.evaluation.EvaluationResult.Figures;
import org.histloss.evaluation.EvaluationResult.RankedQuery;
import org.histloss.evaluation.EvaluationResult.SamplePicture;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.report.DataCounts;
import org.histloss.report.Rankings;
import org.histloss.report.ReportData;
import org.histloss.report.Scores;
import org.histloss.report.Similarities;
import org.histloss.report.TrainingHistory;
import org.histloss.training.RoundMetrics;
import org.histloss.training.TrainingHealth;
import org.histloss.training.Validation;

/** Carries the results of training and evaluation into the records that the report draws. */
final class ReportAssembly {
  private final Settings settings;
  private final EvaluationResult result;

  ReportAssembly(Settings settings, EvaluationResult result) {
    this.settings = settings;
    this.result = result;
  }

  /**
   * The report.
   *
   * @param data where the data set lies
   * @param rounds of the training, empty where they are not known
   * @param sparkVersion that ran it
   * @param earlier phases that ran before the evaluation, with their seconds
   */
  ReportData report(
      String data, List<RoundMetrics> rounds, String sparkVersion, Map<String, Double> earlier) {
    Map<String, Double> timings = new LinkedHashMap<>(earlier);
    timings.putAll(result.seconds());
    return ReportData.builder(title(data), protocol())
        .split(result.split())
        .created(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .recallAt(settings.evaluation().recallAt())
        .test(scores(result.test()))
        .untrained(scores(result.untrained()))
        .rawPixels(scores(result.rawPixels()))
        .similarities(new Similarities(pairs(result.untrained()), pairs(result.test())))
        .training(history(rounds))
        .rankings(rankings())
        .findings(FindingsAssembly.of(result.insights()))
        .data(counts(data))
        .settings(settings.values())
        .versions(Versions.all(sparkVersion))
        .timings(timings)
        .build();
  }

  private String title(String data) {
    String given = settings.report().title();
    if (!given.isBlank()) {
      return given;
    }
    String name = data.replaceAll("/+$", "").replaceAll(".*/", "");
    return "%s, %s".formatted(name, result.manifest().shape());
  }

  private ReportData.Protocol protocol() {
    return new ReportData.Protocol(
        result.protocol().name(), result.protocol().describe(), result.protocol().values());
  }

  private Scores scores(Figures figures) {
    if (figures == null) {
      return null;
    }
    RetrievalMetrics.Result metrics = figures.metrics();
    int ranks = Math.min(settings.evaluation().cmcRanks(), metrics.gallery());
    int draws = figures.spread() == null ? 1 : figures.spread().draws();
    return new Scores(
        metrics.recallAt(1),
        metrics.recallAt(5),
        metrics.recallAt(10),
        metrics.meanAveragePrecision(),
        metrics.evaluated() / draws,
        metrics.skipped() / draws,
        metrics.gallery(),
        Arrays.stream(metrics.cmc(ranks)).boxed().toList(),
        new ScoreDetails(settings.evaluation().bootstrap().bootstrapDraws(), ranks).of(figures));
  }

  private static Similarities.Pairs pairs(Figures figures) {
    return figures == null
        ? null
        : Similarities.Pairs.of(
            figures.distributions().positive(), figures.distributions().negative());
  }

  private TrainingHistory history(List<RoundMetrics> rounds) {
    if (rounds.isEmpty()) {
      return null;
    }
    String variant = settings.values().get("loss.variant");
    String loss =
        String.format(
            Locale.ROOT,
            "%s%s, %d bins",
            settings.values().get("loss.name"),
            variant.equals("plain") ? "" : " (" + variant + ")",
            settings.loss().bins());
    return new TrainingHistory(
        loss,
        rounds.stream().map(ReportAssembly::round).toList(),
        batchPairs(rounds),
        health(rounds.get(rounds.size() - 1)),
        RoundPhases.of(rounds));
  }

  private static TrainingHistory.Health health(RoundMetrics last) {
    TrainingHealth health = TrainingHealth.of(last);
    return new TrainingHistory.Health(
        health.overlap(),
        health.inertPositives(),
        health.inertNegatives(),
        health.nodesOccupied(),
        health.nodes(),
        health.advice());
  }

  private static TrainingHistory.Round round(RoundMetrics line) {
    return new TrainingHistory.Round(
        line.round() - 1,
        line.batches(),
        line.loss(),
        line.samplesPerSecond(),
        line.learningRate(),
        validation(line.validation()));
  }

  private static TrainingHistory.Validation validation(Validation.Scores scores) {
    return scores == null
        ? null
        : new TrainingHistory.Validation(
            scores.recallAt1(), scores.meanAveragePrecision(), scores.protocol());
  }

  private static TrainingHistory.BatchPairs batchPairs(List<RoundMetrics> rounds) {
    long batches = rounds.get(rounds.size() - 1).batches();
    double positives = sum(rounds, RoundMetrics::positivePairs);
    double negatives = sum(rounds, RoundMetrics::negativePairs);
    double inert =
        sum(rounds, r -> r.inertPositives() * r.positivePairs())
            + sum(rounds, r -> r.inertNegatives() * r.negativePairs());
    double pairs = positives + negatives;
    return new TrainingHistory.BatchPairs(
        batches,
        (long) sum(rounds, RoundMetrics::skippedBatches),
        positives / batches,
        negatives / batches,
        pairs > 0 ? inert / pairs : null);
  }

  private static double sum(List<RoundMetrics> rounds, ToDoubleFunction<RoundMetrics> quantity) {
    return rounds.stream().mapToDouble(quantity).sum();
  }

  private Rankings rankings() {
    return new Rankings(
        result.rankings().best().stream().map(ReportAssembly::query).toList(),
        result.rankings().worst().stream().map(ReportAssembly::query).toList());
  }

  private static Rankings.Query query(RankedQuery query) {
    return new Rankings.Query(
        sample(query.query()),
        query.averagePrecision(),
        query.relevant(),
        query.results().stream()
            .map(
                item -> new Rankings.Result(sample(item.sample()), item.similarity(), item.right()))
            .toList());
  }

  static Rankings.Sample sample(SamplePicture shown) {
    return Rankings.Sample.of(shown.sampleId(), shown.identity(), shown.camera(), shown.png());
  }

  private DataCounts counts(String data) {
    DatasetManifest manifest = result.manifest();
    List<DataCounts.Split> splits =
        List.of("train", "val", "test").stream()
            .filter(manifest.splits()::containsKey)
            .map(name -> split(name, manifest.splits().get(name)))
            .toList();
    return new DataCounts(
        data,
        manifest.datasetVersion(),
        manifest.shape().toString(),
        splits,
        manifest.rejects(),
        manifest.notes());
  }

  private static DataCounts.Split split(String name, DatasetManifest.SplitContents contents) {
    return new DataCounts.Split(
        name, contents.samples(), contents.identities(), contents.trainableIdentities());
  }
}
