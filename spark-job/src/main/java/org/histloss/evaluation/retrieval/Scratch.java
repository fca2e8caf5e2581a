package org.histloss.evaluation.retrieval;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Room for matrix products that is used again: to make it anew costs a tenth of a product. */
final class Scratch {
  private final Queue<INDArray> free = new ConcurrentLinkedQueue<>();

  /** Room for at least so many numbers, [length] in one stretch; nobody else has it meanwhile. */
  INDArray take(DataType type, long length) {
    INDArray room = free.poll();
    if (room != null && room.dataType() == type && room.length() >= length) {
      return room;
    }
    if (room != null) {
      room.close();
    }
    return Nd4j.createUninitialized(type, length);
  }

  /** Gives room back. */
  void give(INDArray room) {
    free.add(room);
  }

  /** Gives the memory back; nothing may be taken any more. */
  void close() {
    for (INDArray room = free.poll(); room != null; room = free.poll()) {
      room.close();
    }
  }
}
