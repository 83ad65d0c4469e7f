// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import RecordingModel

/// What every connection shares.
struct IngestEnvironment: Sendable {
    let registry: StreamRegistry
    let clock: any WallClock
    let limits: IngestLimits
    let logger: Logger
    let metrics: IngestMetrics
    private let rounds: [ObjectIdentifier: NIOLoopBoundBox<ReadingRounds>]

    init(
        registry: StreamRegistry, clock: any WallClock, limits: IngestLimits, logger: Logger, metrics: IngestMetrics,
        group: any EventLoopGroup
    ) {
        self.registry = registry
        self.clock = clock
        self.limits = limits
        self.logger = logger
        self.metrics = metrics
        let loops = group.makeIterator().map { eventLoop in
            (
                ObjectIdentifier(eventLoop),
                NIOLoopBoundBox.makeBoxSendingValue(ReadingRounds(eventLoop: eventLoop), eventLoop: eventLoop)
            )
        }
        rounds = Dictionary(uniqueKeysWithValues: loops)
    }

    /// The rounds of a loop; nil for one that isn't of the listener's group.
    func rounds(on eventLoop: any EventLoop) -> ReadingRounds? {
        rounds[ObjectIdentifier(eventLoop)]?.value
    }
}
