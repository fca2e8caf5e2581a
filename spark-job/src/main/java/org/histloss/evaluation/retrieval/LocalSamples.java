package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.PartWork;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Samples;

/** Samples whose embeddings all lie in this process. */
final class LocalSamples implements Samples {
  private final RetrievalItems items;
  private final int[] queries;
  private final List<GalleryPart> parts;

  LocalSamples(RetrievalItems items, RetrievalProtocol protocol, int partSize) {
    this.items = items;
    this.queries =
        IntStream.range(0, items.size()).filter(row -> items.role(row).query()).toArray();
    this.parts = GalleryPart.cut(items, protocol, partSize);
    // Those that have to be copied are copied side by side, not while others wait for them.
    Concurrently.all(parts.size(), piece -> parts.get(piece).matrix());
  }

  @Override
  public int[] queries() {
    return queries;
  }

  @Override
  public int gallery() {
    return parts.stream().mapToInt(GalleryPart::size).sum();
  }

  @Override
  public int queriesAtOnce() {
    // As few as one matrix product has: then there is work for every processor.
    return 1;
  }

  @Override
  public boolean concurrent() {
    return true;
  }

  @Override
  public RetrievalItems items(int[] rows) {
    return items.only(rows);
  }

  @Override
  public void close() {
    parts.forEach(GalleryPart::close);
  }

  @Override
  public <T extends Serializable> T overParts(PartWork<T> work) {
    T all = null;
    for (GalleryPart part : parts) {
      T found = work.on(part);
      all = all == null ? found : work.combine(all, found);
    }
    return all;
  }
}
