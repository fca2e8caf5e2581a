package org.histloss.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a command runs.
 *
 * @param master the value for {@code --master}
 * @param confs Spark settings as {@code key=value}
 */
record Place(String master, List<String> confs) {

  /** Threads of one process. */
  static Place local(int cores) {
    return new Place("local[" + cores + "]", List.of("spark.driver.memory=2g"));
  }

  /** The same place with more settings. */
  Place with(String... more) {
    List<String> all = new ArrayList<>(confs);
    all.addAll(List.of(more));
    return new Place(master, List.copyOf(all));
  }
}
