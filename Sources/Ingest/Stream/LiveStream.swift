// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// The connection that a push comes from, as its stream sees it.
protocol StreamConnection: FlowControl {
    /// Hands on what has come by now, unless it is held.
    func catchUp()
    /// The same, and lets the sinks act on the time by which it was.
    func takeTurn()
    /// Takes a turn behind all that the loop has been asked for by now.
    func takeTurnSoon()
}

/// One push on its event loop: hands each packet to the sinks that record it.
///
/// Not `Sendable`: everything here happens on the loop of the publisher's connection, in the order of its bytes.
final class LiveStream {
    let publication: Publication
    private let connection: any StreamConnection
    private var tracks: [Track] = []
    /// What no recording of this push can have; the decoder bounds it.
    private var leftOut: [LeftOut] = []
    private var cache: PacketCache
    private var sinks: [(id: RecordingID, sink: any PacketSink)] = []
    /// Recordings in force whose sinks are still to be made.
    private var attachments: [Attachment] = []
    /// When the push ended.
    private var end: WallTime?

    private struct Attachment {
        let id: RecordingID
        let start: WallTime
        let makeSink: (any FlowControl) -> any PacketSink
    }

    init(publication: Publication, cacheByteLimit: Int, connection: any StreamConnection) {
        self.publication = publication
        self.connection = connection
        cache = PacketCache(byteLimit: cacheByteLimit)
    }

    /// The size of the picture, as the decoder configuration tells it.
    var resolution: PictureSize? {
        tracks.lazy.compactMap(\.configuration.pictureSize).first
    }

    func received(_ event: MediaEvent, arrived: WallTime) {
        beginAttached()
        switch event {
        case .track(let track): changed(track)
        case .leftOut(let what):
            leftOut.append(what)
            for (_, sink) in sinks { sink.leftOut(what) }
        case .packet(let packet):
            cache.append(packet, arrived: arrived)
            for (_, sink) in sinks { sink.received(packet, arrived: arrived) }
        }
    }

    /// Takes a recording on, whose sink is made before anything else happens to the stream and gets what is kept.
    ///
    /// So nothing is missed, and a thousand recordings that start together don't wait for one another's first packets.
    func attach(_ id: RecordingID, from start: WallTime, makeSink: @escaping (any FlowControl) -> any PacketSink) {
        connection.catchUp()
        attachments.append(Attachment(id: id, start: start, makeSink: makeSink))
        // Nothing will happen to it any more.
        if end != nil { return beginAttached() }
        // Its end may come before the stream's next turn.
        connection.takeTurnSoon()
    }

    private func beginAttached() {
        guard !attachments.isEmpty else { return }
        let beginning = attachments
        attachments = []
        for attachment in beginning { begin(attachment) }
    }

    private func begin(_ attachment: Attachment) {
        let (id, start) = (attachment.id, attachment.start)
        let sink = attachment.makeSink(connection)
        for track in tracks { sink.changed(track) }
        for what in leftOut { sink.leftOut(what) }
        // When the push ended while the order was on its way here, what is kept of it belongs to the order, unless
        // that begins later still.
        if end.map({ start < $0 }) ?? true {
            for entry in cache.replay(from: start) { sink.received(entry.packet, arrived: entry.arrived) }
        }
        if let end { sink.sourceEnded(at: end) } else { sinks.append((id, sink)) }
    }

    func end(_ ids: [RecordingID], at time: WallTime) {
        beginAttached()
        // All of them before anything is read, which may have come later.
        for (id, sink) in sinks where ids.contains(id) { sink.end(at: time) }
        connection.takeTurn()
    }

    /// When the first of its recordings ends, for all that came before to be read then.
    var nextEnd: WallTime? { sinks.lazy.map(\.sink.end).min() }

    /// Lets the sinks act on the passing of time, and forgets those that have ended.
    func passed(_ now: WallTime) {
        beginAttached()
        for (_, sink) in sinks { sink.passed(now) }
        sinks.removeAll { $0.sink.isEnded }
    }

    func ended(at time: WallTime) {
        beginAttached()
        end = time
        for (_, sink) in sinks { sink.sourceEnded(at: time) }
        sinks.removeAll()
    }

    private func changed(_ track: Track) {
        // Some encoders repeat the same configuration before each keyframe.
        guard !tracks.contains(track) else { return }
        if track.kind == .video { cache.noteVideo() }
        if let index = tracks.firstIndex(where: { $0.kind == track.kind }) {
            tracks[index] = track
            cache.removeAll()
        } else {
            tracks.append(track)
        }
        for (_, sink) in sinks { sink.changed(track) }
    }
}

@available(*, unavailable)
extension LiveStream: Sendable {}
