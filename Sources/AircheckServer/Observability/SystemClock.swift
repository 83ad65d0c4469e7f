// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Media
import RecordingModel

/// The machine's clock.
package struct SystemClock: WallClock {
    package init() {}

    package var now: WallTime {
        // A Double of this century tells a quarter of a microsecond.
        WallTime(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded(.down)))
    }
}
