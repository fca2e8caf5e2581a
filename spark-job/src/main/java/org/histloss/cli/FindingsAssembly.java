package org.histloss.cli;

import java.util.List;
import org.histloss.evaluation.Insights;
import org.histloss.report.findings.CameraTable;
import org.histloss.report.findings.EmbeddingHealth;
import org.histloss.report.findings.Findings;
import org.histloss.report.findings.HardIdentity;
import org.histloss.report.findings.RocCurves;

/** Carries an evaluation's insights into the records that the report draws. */
final class FindingsAssembly {
  private FindingsAssembly() {}

  static Findings of(Insights insights) {
    return new Findings(
        new RocCurves(
            curve(insights.roc().test()),
            curve(insights.roc().untrained()),
            curve(insights.roc().rawPixels())),
        cameras(insights.cameras()),
        insights.hardest().stream().map(FindingsAssembly::hard).toList(),
        new Findings.Suspects(
            pairs(insights.suspects().positives()), pairs(insights.suspects().negatives())),
        embedding(insights.embedding()));
  }

  private static RocCurves.Curve curve(Insights.Roc roc) {
    return roc == null
        ? null
        : new RocCurves.Curve(
            roc.positives(), roc.negatives(), points(roc.curve()), points(roc.rates()));
  }

  private static List<RocCurves.Point> points(List<Insights.Roc.Point> points) {
    return points.stream()
        .map(
            point ->
                new RocCurves.Point(
                    point.falsePositiveRate(), point.truePositiveRate(), point.threshold()))
        .toList();
  }

  private static CameraTable cameras(Insights.Cameras cameras) {
    return cameras == null
        ? null
        : new CameraTable(
            cameras.names(),
            cameras.leftOut(),
            cameras.without(),
            cameras.pairs().stream()
                .map(
                    pair ->
                        new CameraTable.Pair(
                            pair.query(),
                            pair.gallery(),
                            pair.queries(),
                            pair.recallAt1(),
                            pair.meanAveragePrecision()))
                .toList());
  }

  private static HardIdentity hard(Insights.HardIdentity hard) {
    Insights.HardIdentity.Confusion confusion = hard.confusion();
    return new HardIdentity(
        hard.identity(),
        hard.queries(),
        hard.meanAveragePrecision(),
        hard.recallAt1(),
        ReportAssembly.sample(hard.sample()),
        confusion == null
            ? null
            : new HardIdentity.Confusion(
                confusion.identity(),
                confusion.queries(),
                ReportAssembly.sample(confusion.sample())));
  }

  private static List<Findings.Suspects.Pair> pairs(List<Insights.Suspects.Pair> pairs) {
    return pairs.stream()
        .map(
            pair ->
                new Findings.Suspects.Pair(
                    ReportAssembly.sample(pair.sample()),
                    ReportAssembly.sample(pair.other()),
                    pair.similarity()))
        .toList();
  }

  private static EmbeddingHealth embedding(Insights.Health health) {
    Insights.Health.Norms norms = health.norms();
    return new EmbeddingHealth(
        health.dimension(),
        health.zeros(),
        health.sampled(),
        health.meanSimilarity(),
        health.effectiveDimension(),
        health.reachable(),
        norms == null ? null : new EmbeddingHealth.Norms(norms.min(), norms.median(), norms.max()));
  }
}
