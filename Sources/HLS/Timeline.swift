// SPDX-License-Identifier: Apache-2.0

package import Media

/// Puts packets on one continuous time, whatever the publisher's clock does.
///
/// Where it jumps, all that follows is shifted by one distance, the same for audio and video, so that it
/// continues after the last frame before: a jump never becomes a duration. Small steps back stay as they are.
package struct Timeline: Hashable, Sendable {
    /// What is known of one track.
    private struct Pace: Hashable {
        /// The last packet since the clock's last jump.
        var last: MediaTime?
        /// How long a frame lasts.
        var step: MediaTime
        /// Whether `step` is known from the configuration, not measured.
        var isNominal = false

        /// Takes the next packet's time, and tells where its frame ends.
        mutating func advance(to time: MediaTime) -> MediaTime {
            if !isNominal, let last, time > last, time - last <= Timeline.longestFrame { step = time - last }
            last = time
            return time + step
        }
    }

    /// The greatest step forward of all packets together, or apart of the two tracks, that isn't a jump.
    private let largestStep: MediaTime
    private var shift = MediaTime.zero
    /// The greatest time since the clock's last jump.
    private var latest: MediaTime?
    /// Where the last frame of all ends: of the track that reaches further.
    package private(set) var end = MediaTime.zero
    private var video = Pace(step: .milliseconds(40))
    private var audio = Pace(step: .milliseconds(23))

    /// A track's own step back beyond this is a jump.
    private static let largestStepBack = MediaTime.seconds(1)
    /// A frame longer than this was a pause; it doesn't tell how long the next one lasts.
    private static let longestFrame = MediaTime.seconds(1)

    package init(largestStep: MediaTime) {
        self.largestStep = largestStep
    }

    /// Notes a track, whose configuration may tell how long its frames are.
    package mutating func note(_ track: Track) {
        guard track.kind == .audio else { return }
        if let duration = track.configuration.nominalFrameDuration { audio.step = duration }
        audio.isNominal = track.configuration.nominalFrameDuration != nil
    }

    /// Moves a packet to its place; true when the publisher's clock jumped before it.
    package mutating func place(_ packet: inout MediaPacket) -> Bool {
        packet.decodeTime = packet.decodeTime + shift
        let isJump = jumps(to: packet.decodeTime, kind: packet.kind)
        if isJump {
            shift = shift + end - packet.decodeTime
            packet.decodeTime = end
            (video.last, audio.last, latest) = (nil, nil, nil)
        }
        let time = packet.decodeTime
        let frameEnd: MediaTime
        switch packet.kind {
        case .video: frameEnd = video.advance(to: time)
        case .audio: frameEnd = audio.advance(to: time)
        }
        end = latest == nil && !isJump ? frameEnd : max(end, frameEnd)
        latest = max(latest ?? time, time)
        return isJump
    }

    private func jumps(to time: MediaTime, kind: MediaKind) -> Bool {
        guard let latest else { return false }
        // A second track may lag; it is its own past that it can't go back to.
        let own = kind == .video ? video.last : audio.last
        if let own, time < own - Self.largestStepBack { return true }
        return time > latest + largestStep || time < latest - largestStep
    }
}
