// SPDX-License-Identifier: Apache-2.0

package import Media
import RecordingModel
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualWallClock: WallClock {
    private let time: Mutex<WallTime>

    /// Stands at a time.
    package init(_ now: WallTime) {
        time = Mutex(now)
    }

    package var now: WallTime { time.withLock { $0 } }

    /// Steps to a time, backwards too.
    package func set(_ now: WallTime) {
        time.withLock { $0 = now }
    }

    /// Goes on by a distance.
    package func advance(by distance: MediaTime) {
        time.withLock { $0 = $0.advanced(by: distance) }
    }
}
