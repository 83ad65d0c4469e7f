// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Media
import RecordingModel

/// The machine's clock.
package struct SystemClock: WallClock {
    package init() {}

    package var now: WallTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
