package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.histloss.report.findings.CameraTable;
import org.histloss.report.findings.EmbeddingHealth;
import org.histloss.report.findings.Findings;
import org.histloss.report.findings.HardIdentity;
import org.histloss.report.findings.RocCurves;

/** Synthetic but plausible findings, a pure function of a seed. */
final class SampleFindings {
  private SampleFindings() {}

  /** Every part present. */
  static Findings full(Random random) {
    return new Findings(
        new RocCurves(curve(0.7), curve(1.4), curve(1.2)),
        cameras(random, SampleReports.CAMERAS.length),
        hardest(random),
        suspects(random, 12),
        health(37.2, 0.04));
  }

  static EmbeddingHealth health(double effective, double similarity) {
    return new EmbeddingHealth(
        256, 0, 2_048, similarity, effective, 612.4, new EmbeddingHealth.Norms(0.41, 3.62, 9.8));
  }

  /** A curve that falls by {@code slope} powers of e a decade. */
  static RocCurves.Curve curve(double slope) {
    List<RocCurves.Point> curve =
        IntStream.rangeClosed(0, 50)
            .mapToObj(i -> point(Math.pow(10, (i - 50) / 10.0), slope))
            .toList();
    List<RocCurves.Point> rates =
        IntStream.rangeClosed(1, 4).mapToObj(i -> point(Math.pow(10, -i), slope)).toList();
    return new RocCurves.Curve(13_900, 1_200_000, curve, rates);
  }

  private static RocCurves.Point point(double rate, double slope) {
    return new RocCurves.Point(rate, Math.exp(slope * Math.log10(rate)), 0.9 + 0.2 * rate);
  }

  /** Each camera against each; its own holds nothing. */
  static CameraTable cameras(Random random, int count) {
    List<String> names =
        IntStream.range(0, count)
            .mapToObj(i -> SampleReports.CAMERAS[i % 7] + (i < 7 ? "" : "-" + i))
            .toList();
    List<CameraTable.Pair> pairs = new ArrayList<>();
    for (int query = 0; query < count; query++) {
      for (int gallery = 0; gallery < count; gallery++) {
        double recall = random.nextDouble();
        pairs.add(
            query == gallery
                ? new CameraTable.Pair(names.get(query), names.get(gallery), 0, null, null)
                : new CameraTable.Pair(
                    names.get(query), names.get(gallery), 680 + 7 * query, recall, recall * 0.9));
      }
    }
    return new CameraTable(names, count > 10 ? 3 : 0, 0, pairs);
  }

  private static List<HardIdentity> hardest(Random random) {
    List<HardIdentity> hardest = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int taken = (i + 3) % 8;
      hardest.add(
          new HardIdentity(
              SampleReports.IDENTITIES[i],
              7 - i % 3,
              0.02 + 0.015 * i,
              i == 5 ? 1 : 0.14 * (i % 3),
              SampleReports.sample(i, random.nextInt(7)),
              i == 5
                  ? null
                  : new HardIdentity.Confusion(
                      SampleReports.IDENTITIES[taken],
                      3 + i % 3,
                      SampleReports.sample(taken, random.nextInt(7)))));
    }
    return hardest;
  }

  static Findings.Suspects suspects(Random random, int count) {
    List<Findings.Suspects.Pair> positives = new ArrayList<>();
    List<Findings.Suspects.Pair> negatives = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int identity = random.nextInt(8);
      int camera = random.nextInt(7);
      positives.add(
          new Findings.Suspects.Pair(
              SampleReports.sample(identity, camera),
              SampleReports.sample(identity, (camera + 3) % 7),
              -0.31 + 0.02 * i));
      negatives.add(
          new Findings.Suspects.Pair(
              SampleReports.sample(identity, camera),
              SampleReports.sample((identity + 2) % 8, camera),
              0.98 - 0.004 * i));
    }
    return new Findings.Suspects(positives, negatives);
  }

  static Rankings withoutPictures(Rankings rankings) {
    return new Rankings(
        rankings.best().stream()
            .map(
                query ->
                    new Rankings.Query(
                        bare(query.sample()),
                        query.averagePrecision(),
                        query.relevant(),
                        query.results().stream()
                            .map(
                                r ->
                                    new Rankings.Result(
                                        bare(r.sample()), r.similarity(), r.right()))
                            .toList()))
            .toList(),
        null);
  }

  static Findings withoutPictures(Findings findings) {
    return new Findings(
        findings.roc(),
        findings.cameras(),
        findings.hardest().stream().map(SampleFindings::bare).toList(),
        new Findings.Suspects(
            bare(findings.suspects().positives()), bare(findings.suspects().negatives())),
        findings.embedding());
  }

  private static HardIdentity bare(HardIdentity hard) {
    HardIdentity.Confusion taken = hard.confusion();
    return new HardIdentity(
        hard.identity(),
        hard.queries(),
        hard.meanAveragePrecision(),
        hard.recallAt1(),
        bare(hard.sample()),
        taken == null
            ? null
            : new HardIdentity.Confusion(taken.identity(), taken.queries(), bare(taken.sample())));
  }

  private static List<Findings.Suspects.Pair> bare(List<Findings.Suspects.Pair> pairs) {
    return pairs.stream()
        .map(
            pair ->
                new Findings.Suspects.Pair(
                    bare(pair.sample()), bare(pair.other()), pair.similarity()))
        .toList();
  }

  private static Rankings.Sample bare(Rankings.Sample sample) {
    return new Rankings.Sample(sample.id(), sample.identity(), sample.camera(), null);
  }
}
