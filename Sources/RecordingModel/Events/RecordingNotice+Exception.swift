// SPDX-License-Identifier: Apache-2.0

import Media

extension RecordingNotice {
    /// How often it happened.
    package var count: Int {
        if case .odd(_, let count) = self { count } else { 1 }
    }

    /// The exception that this is to those who asked for callbacks; nil when another event tells it.
    package var exception: (kind: RecordingException.Kind, detail: String)? {
        switch self {
        case .odd(let kind, let count): (kind, "\(count) times since it was told last")
        case .gap(let gap): gap.exception
        case .leftOut(let track):
            (
                track.kind == .audio ? .noAudio : .noVideo,
                "\(track.configuration.name) can't be recorded in this format"
            )
        case .notRecorded(.furtherTracks(let kind)):
            (kind == .audio ? .audioDropped : .videoDropped, "of several tracks only the first is recorded")
        case .notRecorded(let what): (what.kind == .audio ? .noAudio : .noVideo, "\(what) isn't recorded")
        case .notTranscoded(let reason): (.noAudio, reason)
        case .changed(let before, let after):
            if !before.hasCodec(of: after) {
                (.codecChanged, "\(before.configuration.name) became \(after.configuration.name)")
            } else if let old = before.configuration.pictureSize, let new = after.configuration.pictureSize, old != new
            {
                (.pictureSizeChanged, "\(old.width)x\(old.height) became \(new.width)x\(new.height)")
            } else {
                nil
            }
        }
    }
}

extension Gap {
    fileprivate var exception: (kind: RecordingException.Kind, detail: String)? {
        switch reason {
        case .clockJump:
            (kind == .audio ? .audioTimeJump : .videoTimeJump, "the publisher's clock moved by \(step.milliseconds) ms")
        case .noKeyframe:
            (.videoDropped, "\(packets) packets before the first keyframe")
        case .packetRefused:
            (kind == .audio ? .audioDropped : .videoDropped, "\(packets) packets can't be recorded: \(detail)")
        case .serverDied: (.writeError, "the server died")
        // Told when it began, when the push was lost, or by the fault's own event.
        case .codecNotHeld, .pushLost, .storageFault, .more: nil
        }
    }
}
