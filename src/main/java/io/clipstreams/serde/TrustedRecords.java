package io.clipstreams.serde;

import io.clipstreams.CaptionEvent;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that it may make our generated records. Since 1.12 it makes no class that a schema
 * names unless told to, as schemas come from outside; the setting is the process's, so that it is
 * made once and keeps what others allowed.
 */
public final class TrustedRecords {
  private static final String PACKAGE = CaptionEvent.class.getPackageName();

  static {
    ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(others, TrustedRecords::isOurs));
  }

  private TrustedRecords() {}

  /**
   * To be called before Avro's specific readers and writers are used without {@link AvroSerdes}.
   */
  public static void allow() {
    // Loading the class has done it.
  }

  private static boolean isOurs(Class<?> type) {
    return type.getPackageName().equals(PACKAGE)
        && (SpecificRecord.class.isAssignableFrom(type) || type.isEnum());
  }
}
