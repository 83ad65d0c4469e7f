// SPDX-License-Identifier: Apache-2.0

/// A jump of the publisher's clock that was taken out of a recording's time.
package struct ClockJump: Hashable, Sendable {
    /// Where the last frame before it ended, and the first after it began, on the publisher's clock.
    package var from: MediaTime
    package var to: MediaTime
    /// Where the two meet in the recording.
    package var place: MediaTime
    /// The track whose packet jumped.
    package var kind: MediaKind
}

/// Puts the packets of one recording on one continuous time, whatever the publisher's clock does.
///
/// Where it jumps, or where a new push goes on with the recording, all that follows is shifted by one distance,
/// the same for audio and video, so that it continues after the last frame before: a jump never becomes a
/// duration. Small steps back stay as they are, and so do packets of the clock before that come late, behind the
/// other track's first packet of the new one.
///
/// A jump is a step of more than ten seconds forward, which the slowest slide show doesn't make; of more than
/// three while audio has been coming, for audio doesn't pause; or of more than one second back on a track's own
/// time.
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

    /// The other track at a jump, which may still have packets of the clock before.
    private struct Straggler: Hashable {
        var kind: MediaKind
        var shift: MediaTime
        var last: MediaTime
    }

    private var shift = MediaTime.zero
    private var straggler: Straggler?
    /// The greatest time since the clock's last jump.
    private var latest: MediaTime?
    /// Where the last frame of all ends: of the track that reaches further.
    package private(set) var end = MediaTime.zero
    /// Whether the next packet is on another clock.
    package private(set) var isInterrupted = false
    private var video = Pace(step: .milliseconds(40))
    private var audio = Pace(step: .milliseconds(23))

    /// The greatest step forward that isn't a jump: no two packets of a recording are further apart.
    package static let largestStep = MediaTime.seconds(10)
    /// The same while audio comes.
    private static let largestStepWithAudio = MediaTime.seconds(3)
    /// A track's own step back beyond this is a jump.
    package static let largestStepBack = MediaTime.seconds(1)
    /// A frame longer than this was a pause; it doesn't tell how long the next one lasts.
    private static let longestFrame = MediaTime.seconds(1)

    package init() {}

    /// Notes a track, whose configuration may tell how long its frames are.
    package mutating func note(_ track: Track) {
        guard track.kind == .audio else { return }
        if let duration = track.configuration.nominalFrameDuration { audio.step = duration }
        audio.isNominal = track.configuration.nominalFrameDuration != nil
    }

    /// Whatever comes next is on another clock: it continues after the last frame.
    package mutating func interrupt() {
        isInterrupted = latest != nil
    }

    /// Moves a packet to its place; the jump of the publisher's clock before it, if there was one.
    package mutating func place(_ packet: inout MediaPacket) -> ClockJump? {
        let source = packet.decodeTime
        packet.decodeTime = source + shift
        if placesStraggler(&packet, from: source) { return nil }
        var jump: ClockJump?
        if isInterrupted || jumps(to: packet.decodeTime, kind: packet.kind) {
            jump = ClockJump(from: end - shift, to: source, place: end, kind: packet.kind)
            // After an interruption nothing comes from before it.
            straggler = isInterrupted ? nil : makeStraggler(after: packet.kind)
            shift = end - source
            packet.decodeTime = end
            (video.last, audio.last, latest, isInterrupted) = (nil, nil, nil, false)
        }
        let time = packet.decodeTime
        let frameEnd: MediaTime
        switch packet.kind {
        case .video: frameEnd = video.advance(to: time)
        case .audio: frameEnd = audio.advance(to: time)
        }
        end = latest == nil && jump == nil ? frameEnd : max(end, frameEnd)
        latest = max(latest ?? time, time)
        return jump
    }

    private func makeStraggler(after kind: MediaKind) -> Straggler? {
        let last = kind == .video ? audio.last : video.last
        return last.map { Straggler(kind: kind == .video ? .audio : .video, shift: shift, last: $0) }
    }

    /// Whether a packet belongs to the clock before the last jump; then it has its place on that.
    private mutating func placesStraggler(_ packet: inout MediaPacket, from source: MediaTime) -> Bool {
        guard let straggler, straggler.kind == packet.kind else { return false }
        let time = source + straggler.shift
        guard straggler.last.distance(to: time) <= Self.largestStepBack,
            straggler.last.distance(to: time) < straggler.last.distance(to: packet.decodeTime)
        else {
            self.straggler = nil
            return false
        }
        self.straggler?.last = time
        packet.decodeTime = time
        end = max(end, time)
        return true
    }

    private func jumps(to time: MediaTime, kind: MediaKind) -> Bool {
        guard let latest else { return false }
        // A second track may lag; it is its own past that it can't go back to.
        let own = kind == .video ? video.last : audio.last
        if let own, time < own - Self.largestStepBack { return true }
        return time > latest + largestStep(after: latest) || time < latest - Self.largestStep
    }

    private func largestStep(after latest: MediaTime) -> MediaTime {
        guard let last = audio.last, last >= latest - Self.largestStepBack else { return Self.largestStep }
        return Self.largestStepWithAudio
    }
}

extension MediaTime {
    fileprivate func distance(to other: MediaTime) -> MediaTime {
        max(self - other, other - self)
    }
}
