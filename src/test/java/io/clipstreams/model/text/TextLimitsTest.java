package io.clipstreams.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLimitsTest {
  private static ProcessingException refusal(TextLimits limits, String text) {
    return catchThrowableOfType(ProcessingException.class, () -> limits.check(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t\r\n",
        "\u00A0",
        "\u0085",
        "\u2003\u3000",
        "\u2028\u2029",
        "\u1680 \u202F",
        "\u000B\f"
      })
  void whiteSpaceAloneIsNoText(String text) {
    assertThat(refusal(TextLimits.DEFAULT, text).code()).isEqualTo(FailureCode.EMPTY_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\u0000", "\u0001", "\u200B", " . ", "\uD83D", "\u001C"})
  void anythingElseIsText(String text) {
    assertThatCode(() -> TextLimits.DEFAULT.check(text)).doesNotThrowAnyException();
  }

  @Test
  void measuresInUtf8() {
    TextLimits limits = new TextLimits(8);
    for (String fits :
        new String[] {"12345678", "\u00E4\u00E4\u00E4\u00E4", "\uD83D\uDE00ab\u00E4"}) {
      assertThatCode(() -> limits.check(fits)).doesNotThrowAnyException();
    }
    for (String tooLong :
        new String[] {"123456789", "\u20AC\u20AC\u20AC", "\uD83D\uDE00\uD83D\uDE00a"}) {
      ProcessingException refusal = refusal(limits, tooLong);
      assertThat(refusal.code()).isEqualTo(FailureCode.TEXT_TOO_LARGE);
      assertThat(refusal).hasMessageContaining("9 bytes").hasMessageContaining("limit is 8");
    }
  }

  @Test
  void theDefaultIs64KiB() {
    assertThatCode(() -> TextLimits.DEFAULT.check("a".repeat(65536))).doesNotThrowAnyException();
    assertThat(refusal(TextLimits.DEFAULT, "a".repeat(65537)).code())
        .isEqualTo(FailureCode.TEXT_TOO_LARGE);
  }
}
