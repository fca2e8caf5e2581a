package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import org.histloss.report.findings.Findings;
import org.histloss.report.findings.HardIdentity;

/** Hardest identities and label suspects, as the page shows them. */
final class FindingsPart {
  private FindingsPart() {}

  /**
   * An identity that is hard to find.
   *
   * @param precision mAP in percent with the sign
   * @param recall Recall@1 likewise
   * @param confusion whom it is taken for, or null
   */
  public record Hard(
      String identity,
      Rankings.Sample sample,
      String queries,
      String precision,
      String recall,
      Confusion confusion) {}

  /** Whom an identity is taken for, and by how many of its queries. */
  public record Confusion(String identity, String queries, Rankings.Sample sample) {}

  /** Pairs under one heading. */
  public record Group(String title, String anchor, String note, List<Pair> pairs) {}

  /** Two samples; {@code similarity} with three decimals. */
  public record Pair(Rankings.Sample sample, Rankings.Sample other, String similarity) {}

  /** The identities in the order of the data. */
  static List<Hard> hardest(ReportData data) {
    return data.findings() == null
        ? List.of()
        : data.findings().hardest().stream().map(FindingsPart::hard).toList();
  }

  private static Hard hard(HardIdentity hard) {
    HardIdentity.Confusion taken = hard.confusion();
    return new Hard(
        hard.identity(),
        hard.sample(),
        Figures.whole(hard.queries()),
        Figures.percent(hard.meanAveragePrecision()),
        Figures.percent(hard.recallAt1()),
        taken == null
            ? null
            : new Confusion(taken.identity(), Figures.whole(taken.queries()), taken.sample()));
  }

  /** The suspects by sign, those signs that have any. */
  static List<Group> suspects(ReportData data) {
    List<Group> groups = new ArrayList<>();
    Findings.Suspects suspects = data.findings() == null ? null : data.findings().suspects();
    if (suspects != null) {
      add(
          groups,
          "One identity, least alike",
          "unlike",
          "Labelled as one identity. Are they?",
          suspects.positives());
      add(
          groups,
          "Two identities, most alike",
          "alike",
          "Labelled as two identities. Are they one?",
          suspects.negatives());
    }
    return groups;
  }

  private static void add(
      List<Group> groups,
      String title,
      String anchor,
      String note,
      List<Findings.Suspects.Pair> pairs) {
    if (!pairs.isEmpty()) {
      groups.add(
          new Group(
              title,
              anchor,
              note,
              pairs.stream()
                  .map(
                      pair ->
                          new Pair(
                              pair.sample(),
                              pair.other(),
                              Figures.fineSimilarity(pair.similarity())))
                  .toList()));
    }
  }
}
