package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the commands print, on a machine whose language has digits and a decimal sign of its own.
 */
class PrintedNumbersTest {
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void speakArabic() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
  }

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  @Test
  void findingsOfTheDoctorArePlain() {
    assertThat(GoldenCases.retrieval(null).line()).containsPattern(" [0-9]+ of [0-9]+ comparisons");
    assertThat(MemoryLimits.ofThisJvm().get(0).text()).containsPattern("^[0-9]+\\.[0-9] GB heap");
  }

  @Test
  void phasesArePlain() {
    StringWriter err = new StringWriter();
    Phases phases = new Phases(3, new PrintWriter(err));

    phases.run("prepare", () -> 1);

    assertThat(err.toString()).startsWith("[1/3] prepare").contains("[1/3] prepare took 0 s");
    assertThat(phases.summary()).isEqualTo("prepare 0 s, together 0 s");
  }
}
