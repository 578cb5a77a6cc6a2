/** What the application remembers, and its binary form. */
package io.clipstreams.topology.state;
