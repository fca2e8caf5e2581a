package org.histloss.evaluation;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.EvaluationResult.RankedItem;
import org.histloss.evaluation.EvaluationResult.SamplePicture;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;

/** A few samples to be shown, with their pictures where they have any. */
final class SamplePictures {
  private final SampleFacts facts;
  private final Map<Long, byte[]> pictures;

  private SamplePictures(SampleFacts facts, Map<Long, byte[]> pictures) {
    this.facts = facts;
    this.pictures = pictures;
  }

  /**
   * Reads the pictures of these samples.
   *
   * @param samples of the split
   * @param rows in ordinal order of the samples that are shown
   */
  static SamplePictures read(Dataset<Row> samples, SampleFacts facts, int[] rows) {
    Object[] ordinals =
        Arrays.stream(rows).distinct().sorted().mapToObj(row -> facts.get(row).ordinal()).toArray();
    List<Row> found =
        samples
            .filter(col(SampleSchema.ORDINAL).isin(ordinals))
            .filter(col(SampleSchema.IMAGE).isNotNull())
            .select(SampleSchema.ORDINAL, SampleSchema.IMAGE)
            .collectAsList();
    Map<Long, byte[]> pictures = new HashMap<>();
    found.forEach(row -> pictures.put(row.getLong(0), row.getAs(1)));
    return new SamplePictures(facts, pictures);
  }

  /** The sample in this row. */
  SamplePicture of(int row) {
    SampleFacts.Sample sample = facts.get(row);
    return new SamplePicture(
        sample.id(), sample.identity(), sample.camera(), pictures.get(sample.ordinal()));
  }

  /** Entries of a ranking. */
  List<RankedItem> of(List<Neighbour> ranking) {
    return ranking.stream()
        .map(found -> new RankedItem(of(found.row()), found.similarity(), found.relevant()))
        .toList();
  }
}
