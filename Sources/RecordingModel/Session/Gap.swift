// SPDX-License-Identifier: Apache-2.0

package import Media

/// Something of the stream that is missing from a recording, or was taken out of its time.
package struct Gap: Hashable, Sendable, Codable {
    /// Why it is missing; the raw values stand in manifests and rows.
    package enum Reason: String, Hashable, Sendable, CaseIterable, Codable {
        /// The publisher's clock jumped; what it jumped over was never pushed, or is there twice.
        case clockJump = "clock_jump"
        /// The push broke off and another went on with the recording.
        case pushLost = "push_lost"
        /// Video before the first keyframe, which nothing can decode.
        case noKeyframe = "no_keyframe"
        /// A track that the container can't hold, or that the server doesn't understand.
        case codecNotHeld = "codec_not_held"
        /// Packets that can't be expressed in the container.
        case packetRefused = "packet_refused"
        /// The destination failed: what was on its way there is lost, and what came until it worked again.
        case storageFault = "storage_fault"
        /// The server died, or the machine under it: what was in memory is lost, and what came until its next start.
        case serverDied = "server_died"
        /// More gaps than a recording writes down one by one.
        case more
    }

    package var reason: Reason
    /// The track it concerns; nil when it concerns all.
    package var kind: MediaKind?
    /// When the last packet before it arrived, and the first after it.
    package var begun: WallTime
    package var ended: WallTime
    /// Where it is in the recording, counted from its first packet.
    package var position: MediaTime
    /// How far the publisher's clock moved across it; zero where that says nothing.
    package var step: MediaTime
    /// Packets that arrived and were left out.
    package var packets: Int64
    /// What more there is to say, such as a codec's name; empty for nothing.
    package var detail: String

    package init(
        _ reason: Reason, of kind: MediaKind? = nil, begun: WallTime, ended: WallTime, position: MediaTime = .zero,
        step: MediaTime = .zero,
        packets: Int64 = 0, detail: String = ""
    ) {
        self.reason = reason
        self.kind = kind
        self.begun = begun
        self.ended = ended
        self.position = position
        self.step = step
        self.packets = packets
        self.detail = detail
    }
}
