// SPDX-License-Identifier: Apache-2.0

import Media

/// What a recording leaves out, from the first packet of it to the last, when it becomes a gap.
struct Omissions: Sendable {
    private var log = NoticeLog()
    /// Video that waits for its first keyframe, and tracks that are left out.
    private var undecodable: OpenGap?
    private var tracks: [MediaKind: OpenGap] = [:]
    /// What the publisher sends and nothing here reads, since when.
    private var unread: [(what: LeftOut, time: WallTime)] = []
    /// Packets one after another that the packager refused.
    private var refused: OpenGap?

    private(set) var droppedPackets = 0

    var hasNotices: Bool { !log.notices.isEmpty }

    mutating func takeNotices() -> [RecordingNotice] { log.take() }

    mutating func note(_ notice: RecordingNotice) { log.note(notice) }

    /// Whether it is known that there will be no audio, though the publisher sends some.
    var isAudioLeftOut: Bool {
        tracks[.audio] != nil || unread.contains { if case .codec(.audio, _) = $0.what { true } else { false } }
    }

    /// The publisher sends something that no recording can have.
    mutating func add(_ what: LeftOut, at time: WallTime) {
        unread.append((what, time))
        log.note(.notRecorded(what))
    }

    /// The packets of a track are dropped from here on.
    mutating func add(_ track: Track, at position: MediaTime) {
        closeTrack(track.kind)
        tracks[track.kind] = OpenGap(
            .codecNotHeld, of: track.kind, position: position, detail: track.configuration.name)
        log.note(.leftOut(track))
    }

    /// A track of this kind is recorded from here on.
    mutating func closeTrack(_ kind: MediaKind) {
        if let gap = tracks.removeValue(forKey: kind)?.closed(at: nil) { log.note(.gap(gap)) }
    }

    /// Counts a packet that can't be recorded; `isAnnounced` tells whether its track could be.
    mutating func drop(_ kind: MediaKind, isAnnounced: Bool, at position: MediaTime, arrived time: WallTime) {
        droppedPackets += 1
        if tracks[kind] != nil {
            tracks[kind]?.count(at: time)
        } else if kind == .video, isAnnounced {
            if undecodable == nil { undecodable = OpenGap(.noKeyframe, of: .video, position: position) }
            undecodable?.count(at: time)
        }
    }

    /// Video can be decoded from here on.
    mutating func closeUndecodable(at time: WallTime?) {
        if let gap = undecodable?.closed(at: time) { log.note(.gap(gap)) }
        undecodable = nil
    }

    /// Counts a packet that the packager refused.
    mutating func refuse(_ kind: MediaKind, at position: MediaTime, arrived time: WallTime, detail: String) {
        droppedPackets += 1
        if refused == nil { refused = OpenGap(.packetRefused, of: kind, position: position, detail: detail) }
        refused?.count(at: time)
    }

    /// The packager took a packet.
    mutating func closeRefused(at time: WallTime?) {
        guard let open = refused else { return }
        if let gap = open.closed(at: time) { log.note(.gap(gap)) }
        refused = nil
    }

    /// The recording is over, its last packet arrived then: whatever is open is a gap to its end.
    mutating func close(at lastArrival: WallTime) {
        closeUndecodable(at: nil)
        closeRefused(at: nil)
        for kind in MediaKind.allCases { closeTrack(kind) }
        for (what, time) in unread {
            let gap = Gap(
                .codecNotHeld, of: what.kind, begun: time, ended: max(time, lastArrival), detail: what.description)
            log.note(.gap(gap))
        }
        log.close()
    }
}
