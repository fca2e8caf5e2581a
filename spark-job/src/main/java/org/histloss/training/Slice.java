package org.histloss.training;

import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import scala.runtime.AbstractFunction1;

/** The partitions [from, end) of an RDD, without a shuffle and without touching the others. */
final class Slice extends AbstractFunction1<Object, Object> implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  private final int from;
  private final int end;

  Slice(int from, int end) {
    this.from = from;
    this.end = end;
  }

  @Override
  public Object apply(Object partition) {
    return from <= (Integer) partition && (Integer) partition < end;
  }

  /** This slice of an RDD, its partitions numbered from 0. */
  <T> RDD<T> of(RDD<T> rdd) {
    return PartitionPruningRDD.create(rdd, this);
  }
}
