// SPDX-License-Identifier: Apache-2.0

/// How a file is pushed.
package struct PushPlan: Hashable, Sendable {
    package var url: PushURL
    /// Connections, at least 1.
    package var connections: Int
    /// How many times quicker than its timestamps say the file is sent.
    package var speed: Double
    /// Seconds for which each connection sends, the file again and again; nil for the file once.
    package var seconds: Double?
    /// Seconds over which the beginnings of the connections are spread evenly.
    package var ramp: Double
    /// The largest payload of a chunk, in bytes.
    package var chunkSize: Int

    package init(
        url: PushURL, connections: Int = 1, speed: Double = 1, seconds: Double? = nil, ramp: Double = 2,
        chunkSize: Int = 4_096
    ) {
        self.url = url
        self.connections = connections
        self.speed = speed
        self.seconds = seconds
        self.ramp = ramp
        self.chunkSize = chunkSize
    }
}
