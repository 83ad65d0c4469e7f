// SPDX-License-Identifier: Apache-2.0

package import Media

/// Reads the world's clock, which may step.
package protocol WallClock: Sendable {
    /// The present.
    var now: WallTime { get }
}
