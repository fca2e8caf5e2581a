package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a registry's path may be written. */
@ExtendWith(Places.class)
class PointerTest {
  /** As in hdfs:///registry, where the configuration says which name node. */
  @Test
  void aRegistryWithoutTheNameNodesAddressPromotes() throws IOException {
    Configuration home = Places.atHome();
    Path registry = new Path("hdfs://" + Places.hdfs().toUri().getPath());
    try (Held held = new RegistryLock(home, registry, Places.SETTINGS).take("night-1")) {
      held.promote(Places.pointer("one"));
      held.promote(Places.pointer("two"));
    }
    Path file = new Path(registry, "champion.json");
    try (var in = file.getFileSystem(home).open(file)) {
      assertThat(in.readAllBytes()).isEqualTo(Places.pointer("two"));
    }
  }
}
