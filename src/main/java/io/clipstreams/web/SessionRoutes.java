package io.clipstreams.web;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.util.Optional;

/**
 * {@code POST /session}: exchanges the token for a cookie that scripts cannot read and other sites
 * cannot send. The token is in the form's field {@code token} or in an Authorization header.
 *
 * @param token what is to be presented
 * @param sessions makes the cookie's value
 */
record SessionRoutes(AccessToken token, Sessions sessions) implements Routes {
  static final String PATH = "/session";
  static final String COOKIE = "clip-session";
  static final String LOGIN_PAGE = "/login.html";

  private static final int UNTIL_THE_BROWSER_ENDS = -1;

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.post(PATH, this::open);
    config.routes.post(PATH + "/end", SessionRoutes::end);
  }

  private void open(Context context) {
    Optional<String> bearer = Guard.bearer(context);
    Optional<String> presented =
        bearer.isPresent() ? bearer : Optional.ofNullable(context.formParam("token"));
    if (presented.filter(token::matches).isEmpty()) {
      refuse(context, bearer.isPresent());
      return;
    }
    context.cookie(cookie(context, sessions.open(), UNTIL_THE_BROWSER_ENDS));
    if (bearer.isPresent()) {
      context.status(HttpStatus.NO_CONTENT);
    } else {
      context.redirect("/", HttpStatus.SEE_OTHER);
    }
  }

  private static void refuse(Context context, boolean program) {
    if (program) {
      context.status(HttpStatus.UNAUTHORIZED).result("this is not the token");
    } else {
      context.redirect(LOGIN_PAGE + "#wrong", HttpStatus.SEE_OTHER);
    }
  }

  private static void end(Context context) {
    context.cookie(cookie(context, "", 0));
    context.redirect(LOGIN_PAGE, HttpStatus.SEE_OTHER);
  }

  private static Cookie cookie(Context context, String value, int maxAge) {
    boolean secure =
        context.scheme().equals("https") || "https".equals(context.header("X-Forwarded-Proto"));
    return new Cookie(COOKIE, value, "/", maxAge, secure, true, null, SameSite.STRICT);
  }
}
