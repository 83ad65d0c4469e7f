// SPDX-License-Identifier: Apache-2.0

import Logging
import RecordingModel

/// What every connection shares.
struct IngestEnvironment: Sendable {
    let registry: StreamRegistry
    let clock: any WallClock
    let limits: IngestLimits
    let logger: Logger
    let metrics: IngestMetrics
}
