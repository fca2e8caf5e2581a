package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.PartWork;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Samples;

/** Samples of this process, ranked in blocks of any size, with the parts in either order. */
final class Blocks implements Samples {
  private final RetrievalItems items;
  private final int queriesAtOnce;
  private final List<GalleryPart> parts;

  Blocks(
      RetrievalItems items,
      RetrievalProtocol protocol,
      int partSize,
      int queriesAtOnce,
      boolean backwards) {
    this.items = items;
    this.queriesAtOnce = queriesAtOnce;
    this.parts = GalleryPart.cut(items, protocol, partSize);
    if (backwards) {
      Collections.reverse(parts);
    }
  }

  @Override
  public int[] queries() {
    return IntStream.range(0, items.size()).filter(row -> items.role(row).query()).toArray();
  }

  @Override
  public int gallery() {
    return parts.stream().mapToInt(GalleryPart::size).sum();
  }

  @Override
  public int queriesAtOnce() {
    return queriesAtOnce;
  }

  @Override
  public boolean concurrent() {
    return false;
  }

  @Override
  public RetrievalItems items(int[] rows) {
    return items.only(rows);
  }

  @Override
  public <T extends Serializable> T overParts(PartWork<T> work) {
    return parts.stream().map(work::on).reduce(work::combine).orElse(null);
  }

  @Override
  public void close() {
    parts.forEach(GalleryPart::close);
  }
}
