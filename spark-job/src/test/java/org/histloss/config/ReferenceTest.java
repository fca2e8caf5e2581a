package org.histloss.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds reference.conf, the settings records and docs/configuration.md together. */
class ReferenceTest {
  private static final Path TABLE = Path.of("..", "docs", "configuration.md");
  private final Config reference = SettingsBinder.reference();

  @Test
  void everyKeyHasARecordComponentAndEveryComponentAKey() {
    assertThat(referenceKeys()).containsExactlyInAnyOrderElementsOf(SettingsBinder.keys());
  }

  @Test
  void everyKeyIsDescribed() {
    for (String key : SettingsBinder.keys()) {
      assertThat(prose(key)).as(key).hasSizeGreaterThan(20).endsWith(".");
    }
  }

  /** Write the table anew with {@code -Dhistloss.write-docs=true}. */
  @Test
  void theConfigurationTableIsInStep() throws IOException {
    if (Boolean.getBoolean("histloss.write-docs")) {
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, table());
    }
    assertThat(Files.readString(TABLE)).isEqualTo(table());
  }

  private List<String> referenceKeys() {
    List<String> keys = new ArrayList<>();
    reference.entrySet().forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }

  private String prose(String key) {
    return String.join(" ", reference.getValue(key).origin().comments()).trim().replace("  ", " ");
  }

  private String table() {
    StringBuilder table =
        new StringBuilder(
            """
            # Configuration

            Every key, its default and what it means. Give keys in a file (`--config FILE`, HOCON) or
            one by one (`--set key=value`, repeatable, wins over the file). Unknown keys and bad
            values are refused before anything starts. This page is made from
            [reference.conf](../spark-job/src/main/resources/reference.conf).

            | Key | Default | Meaning |
            |---|---|---|
            """);
    for (String key : SettingsBinder.keys()) {
      ConfigValue value = reference.getValue(key);
      String shown = value.render(ConfigRenderOptions.concise());
      String meaning = prose(key).replace("|", "\\|");
      table.append("| `%s` | `%s` | %s |\n".formatted(key, shown, meaning));
    }
    return table.toString();
  }
}
