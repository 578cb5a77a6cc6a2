/** Puts the rooms together into the running application. */
package io.clipstreams.app;
