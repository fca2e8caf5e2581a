package org.histloss.evaluation;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.histloss.evaluation.ComparisonResult.AnchorResult;
import org.histloss.evaluation.ComparisonResult.ChangedAnchor;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;

/**
 * How far the neighbours of anchors differ between two models.
 *
 * @param overlaps Jaccard index of each anchor's two sets of neighbours
 * @param changed those that changed most
 */
record AnchorChanges(List<Double> overlaps, List<Change> changed) {
  /** Anchors that are shown. */
  private static final int MOST = 6;

  /** Neighbours of each that are shown. */
  private static final int HEAD = 6;

  /**
   * One anchor's neighbours by both models.
   *
   * @param row of the anchor
   * @param overlap Jaccard index of the two sets
   * @param reference first neighbours by the reference
   * @param model first neighbours by the model
   */
  record Change(int row, double overlap, List<Neighbour> reference, List<Neighbour> model) {

    private static Change of(Anchor reference, Anchor model) {
      Set<Integer> union = rows(reference);
      Set<Integer> common = rows(model);
      Set<Integer> both = new HashSet<>(union);
      union.addAll(common);
      common.retainAll(both);
      // Two models that both find nothing, as in an empty gallery, agree.
      double overlap = union.isEmpty() ? 1 : (double) common.size() / union.size();
      return new Change(reference.row(), overlap, head(reference), head(model));
    }

    /** No two samples of a split have one id, so the rows stand for the ids. */
    private static Set<Integer> rows(Anchor anchor) {
      return anchor.found().stream().map(Neighbour::row).collect(Collectors.toSet());
    }

    private static List<Neighbour> head(Anchor anchor) {
      return anchor.found().stream().limit(HEAD).toList();
    }

    private IntStream rows() {
      return IntStream.concat(
          IntStream.of(row),
          Stream.of(reference, model).flatMap(List::stream).mapToInt(Neighbour::row));
    }
  }

  /**
   * Holds the anchors of a model against those of the reference.
   *
   * @param reference its anchors
   * @param model the same anchors in the same order
   */
  static AnchorChanges of(SampleFacts facts, List<Anchor> reference, List<Anchor> model) {
    List<Change> all =
        IntStream.range(0, model.size())
            .mapToObj(i -> Change.of(reference.get(i), model.get(i)))
            .toList();
    List<Change> changed =
        all.stream()
            .filter(change -> change.overlap() < 1)
            .sorted(
                Comparator.comparingDouble(Change::overlap)
                    .thenComparing(change -> facts.get(change.row()).id()))
            .limit(MOST)
            .toList();
    return new AnchorChanges(all.stream().map(Change::overlap).toList(), changed);
  }

  /** Rows of all samples that are shown. */
  IntStream rows() {
    return changed.stream().flatMapToInt(Change::rows);
  }

  /**
   * What is told of them; null where there are no anchors.
   *
   * @param neighbours asked for of each
   */
  AnchorResult result(int neighbours, SamplePictures pictures) {
    if (overlaps.isEmpty()) {
      return null;
    }
    // Summed in the order of the anchors, which is fixed.
    double sum = 0;
    for (double overlap : overlaps) {
      sum += overlap;
    }
    return new AnchorResult(
        overlaps.size(),
        neighbours,
        sum / overlaps.size(),
        changed.stream()
            .map(
                change ->
                    new ChangedAnchor(
                        pictures.of(change.row()),
                        change.overlap(),
                        pictures.of(change.reference()),
                        pictures.of(change.model())))
            .toList());
  }
}
