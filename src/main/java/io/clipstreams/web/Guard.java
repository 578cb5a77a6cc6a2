package io.clipstreams.web;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Stands before every route and file. A request has to name this server, must not come from another
 * site's page, and needs the token, if there is one. Probes of health need nothing.
 */
final class Guard {
  private static final Pattern HEALTH = Pattern.compile("/health/[a-z]+");
  private static final String METRICS = "/metrics";
  private static final String BEARER = "bearer ";

  /** What a browser needs in order to ask for the token. */
  private static final Set<String> BEFORE_LOGIN =
      Set.of(SessionRoutes.LOGIN_PAGE, SessionRoutes.PATH, "/style.css", "/icon.svg");

  private final HttpAccess access;
  private final KnownHosts hosts;
  private final Optional<Sessions> sessions;

  Guard(HttpAccess access, Clock clock) {
    this.access = access;
    this.hosts = new KnownHosts(access.hosts());
    this.sessions = access.token().map(token -> new Sessions(token, clock));
  }

  /** The routes that give a session. */
  Optional<Routes> sessionRoutes() {
    return access.token().map(token -> new SessionRoutes(token, sessions.orElseThrow()));
  }

  /** Lets the request pass or answers it. */
  void check(Context context) {
    if (isOpen(context.path())) {
      return;
    }
    requireKnownHost(context);
    Optional<String> origin = Optional.ofNullable(context.header("Origin"));
    boolean elsewhere = origin.filter(access.origins()::contains).isPresent();
    if (elsewhere) {
      allowReading(context, origin.get());
    } else if (origin.isPresent() && !hosts.knowsOrigin(origin.get())) {
      throw new ForbiddenResponse(
          "pages of this origin may not ask here; clip.http.cors lists those that may");
    }
    if (elsewhere && isPreflight(context)) {
      context.status(HttpStatus.NO_CONTENT).skipRemainingHandlers();
    } else {
      requireToken(context);
    }
  }

  private boolean isOpen(String path) {
    return HEALTH.matcher(path).matches() || (path.equals(METRICS) && access.openMetrics());
  }

  private void requireKnownHost(Context context) {
    String host = Optional.ofNullable(context.header("Host")).orElse("");
    if (!hosts.knowsHost(host)) {
      throw new ForbiddenResponse(
          "this server is not known under the name that it was asked by; clip.http.hosts lists its"
              + " names");
    }
  }

  private static boolean isPreflight(Context context) {
    return context.method().equals(HandlerType.OPTIONS)
        && context.header("Access-Control-Request-Method") != null;
  }

  /** Without credentials: another site presents the token itself, never our cookie. */
  private static void allowReading(Context context, String origin) {
    context.header("Access-Control-Allow-Origin", origin);
    context.header("Vary", "Origin");
    context.header("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
    context.header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    context.header("Access-Control-Max-Age", "600");
  }

  private void requireToken(Context context) {
    if (access.token().isEmpty()
        || BEFORE_LOGIN.contains(context.path())
        || hasToken(context)
        || hasSession(context)) {
      return;
    }
    boolean browser =
        Optional.ofNullable(context.header("Accept")).orElse("").contains("text/html");
    if (browser && context.method().equals(HandlerType.GET)) {
      context.redirect(SessionRoutes.LOGIN_PAGE, HttpStatus.SEE_OTHER);
    } else {
      context.header("WWW-Authenticate", "Bearer realm=\"clip-streams\"");
      ErrorAnswers.answer(
          context,
          HttpStatus.UNAUTHORIZED,
          "this needs the header 'Authorization: Bearer TOKEN' with clip.http.token");
    }
    context.skipRemainingHandlers();
  }

  private boolean hasToken(Context context) {
    return bearer(context).filter(access.token().orElseThrow()::matches).isPresent();
  }

  private boolean hasSession(Context context) {
    return Optional.ofNullable(context.cookie(SessionRoutes.COOKIE))
        .filter(sessions.orElseThrow()::isOpen)
        .isPresent();
  }

  /** The token in the Authorization header. */
  static Optional<String> bearer(Context context) {
    return Optional.ofNullable(context.header("Authorization"))
        .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(header -> header.substring(BEARER.length()).strip());
  }
}
