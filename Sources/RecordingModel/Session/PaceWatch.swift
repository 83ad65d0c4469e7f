// SPDX-License-Identifier: Apache-2.0

import Media

/// Watches the times of a recording's packets for what is odd about them and recorded all the same: what event 341
/// tells beside that which is missing (reference: callbacks, section 6).
///
/// The documents name the kinds and no bounds; those below are ours. A publisher that is odd with each packet makes
/// one finding of each kind in ten seconds of its time.
struct PaceWatch: Sendable {
    private struct Pace {
        var last: MediaTime?
        var lastKeyframe: MediaTime?
    }

    private var video = Pace()
    private var audio = Pace()
    private var isOutOfSync = false
    private var counts: [RecordingException.Kind: Int] = [:]
    private var told: MediaTime?
    /// Whether there is something to tell now.
    private(set) var isDue = false

    /// A step of a track beyond this is uneven; nobody waits for a second picture or sound so long.
    private static let longestStep = MediaTime.seconds(1)
    private static let greatestDistance = MediaTime.seconds(3)
    private static let longestGroup = MediaTime.seconds(10)
    /// How long findings are counted together.
    private static let span = MediaTime.seconds(10)

    /// Takes the next packet, on the recording's time.
    mutating func note(_ packet: MediaPacket) {
        let time = packet.decodeTime
        switch packet.kind {
        case .video:
            step(from: video.last, to: time, back: .videoTimeInvalid, none: .videoTimeUnchanged, far: .videoUneven)
            if packet.isKeyframe {
                if let last = video.lastKeyframe, time - last > Self.longestGroup { count(.keyframesFarApart) }
                video.lastKeyframe = time
            }
            video.last = time
        case .audio:
            step(from: audio.last, to: time, back: .audioTimeInvalid, none: .audioTimeUnchanged, far: .audioUneven)
            audio.last = time
        }
        compare()
        if !counts.isEmpty, told.map({ time - $0 >= Self.span || time < $0 }) ?? true {
            told = time
            isDue = true
        }
    }

    /// What comes next has no relation to what was before.
    mutating func restart() {
        (video, audio, isOutOfSync) = (Pace(), Pace(), false)
    }

    /// Nothing comes any more: what was counted is to be told.
    mutating func close() {
        isDue = !counts.isEmpty
    }

    /// Gives out what was found since the last time.
    mutating func take() -> [RecordingNotice] {
        isDue = false
        defer { counts = [:] }
        return counts.sorted { $0.key.rawValue > $1.key.rawValue }.map { .odd($0.key, count: $0.value) }
    }

    private mutating func step(
        from last: MediaTime?, to time: MediaTime, back: RecordingException.Kind, none: RecordingException.Kind,
        far: RecordingException.Kind
    ) {
        guard let last else { return }
        if time < last {
            count(back)
        } else if time == last {
            count(none)
        } else if time - last > Self.longestStep {
            count(far)
        }
    }

    /// Counts each time that audio and video come apart.
    private mutating func compare() {
        guard let video = video.last, let audio = audio.last else { return }
        let isApart = max(video - audio, audio - video) > Self.greatestDistance
        if isApart, !isOutOfSync { count(.outOfSync) }
        isOutOfSync = isApart
    }

    private mutating func count(_ kind: RecordingException.Kind) {
        counts[kind, default: 0] += 1
    }
}
