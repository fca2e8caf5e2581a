package org.histloss.config;

import static org.histloss.dataset.JobException.badConfiguration;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * Reads one configuration value as the type of its record component, strictly: 2.5 is no whole
 * number, "yes" is no number. Text that spells a number is one, as environment variables give text.
 */
final class SettingValue {
  private static final String SECRET = "retrain.web-hook";

  private SettingValue() {}

  /** The value as {@code type}; exit code 20 and {@code key = value: rule} if it isn't one. */
  static Object read(String key, ConfigValue value, Type type) {
    if (type instanceof ParameterizedType) {
      return wholeNumbers(key, value);
    }
    Class<?> simple = (Class<?>) type;
    if (simple == int.class) {
      return (int) whole(key, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (simple == long.class) {
      return whole(key, value, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (simple == double.class) {
      return number(key, value).doubleValue();
    }
    if (simple == boolean.class) {
      return truth(key, value);
    }
    if (simple == String.class) {
      return text(key, value);
    }
    return constant(key, value, simple);
  }

  private static long whole(String key, ConfigValue value, long least, long most) {
    BigDecimal number = number(key, value);
    boolean isWhole = number.stripTrailingZeros().scale() <= 0;
    boolean fits =
        number.compareTo(BigDecimal.valueOf(least)) >= 0
            && number.compareTo(BigDecimal.valueOf(most)) <= 0;
    if (!isWhole || !fits) {
      String range = isWhole ? " from " + least + " to " + most : "";
      throw refuse(key, value, "must be a whole number" + range);
    }
    return number.longValueExact();
  }

  private static BigDecimal number(String key, ConfigValue value) {
    if (value.valueType() == ConfigValueType.NUMBER
        || value.valueType() == ConfigValueType.STRING) {
      try {
        return new BigDecimal(value.unwrapped().toString().trim());
      } catch (NumberFormatException e) {
        throw refuse(key, value, "must be a number");
      }
    }
    throw refuse(key, value, "must be a number");
  }

  private static boolean truth(String key, ConfigValue value) {
    return switch (text(key, value).toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw refuse(key, value, "must be true or false");
    };
  }

  private static String text(String key, ConfigValue value) {
    if (value.valueType() == ConfigValueType.LIST || value.valueType() == ConfigValueType.OBJECT) {
      throw refuse(key, value, "must be a single value");
    }
    return value.unwrapped().toString();
  }

  private static List<Integer> wholeNumbers(String key, ConfigValue value) {
    if (!(value instanceof ConfigList list)) {
      throw refuse(key, value, "must be a list of whole numbers such as [1, 5]");
    }
    return list.stream()
        .map(element -> (int) whole(key, element, Integer.MIN_VALUE, Integer.MAX_VALUE))
        .toList();
  }

  private static Object constant(String key, ConfigValue value, Class<?> enumeration) {
    String name = text(key, value);
    List<String> names = SettingsBinder.names(enumeration);
    int index = names.indexOf(name);
    if (index < 0) {
      String rule =
          names.size() == 1
              ? "must be " + names.get(0)
              : "must be one of " + String.join(", ", names);
      throw refuse(key, value, rule);
    }
    return enumeration.getEnumConstants()[index];
  }

  private static RuntimeException refuse(String key, ConfigValue value, String rule) {
    return badConfiguration("%s = %s: %s", key, shown(key, value.unwrapped()), rule);
  }

  /** A value as it may be printed: a web hook's address may hold a secret. */
  static Object shown(String key, Object value) {
    return key.strip().startsWith(SECRET) ? SECRET + "… (not printed)" : value;
  }
}
