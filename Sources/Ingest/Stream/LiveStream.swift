// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// The connection that a push comes from, as its stream sees it.
protocol StreamConnection: FlowControl {
    /// Hands on what has come by now, unless it is held.
    func catchUp()
    /// The same, and lets the sinks act on the time by which it was.
    func takeTurn()
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
    /// When the push ended.
    private var end: WallTime?

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

    func attach(_ id: RecordingID, from start: WallTime, makeSink: (any FlowControl) -> any PacketSink) {
        connection.catchUp()
        let sink = makeSink(connection)
        for track in tracks { sink.changed(track) }
        for what in leftOut { sink.leftOut(what) }
        // When the push ended while the order was on its way here, what is kept of it belongs to the order, unless
        // that begins later still.
        if end.map({ start < $0 }) ?? true {
            for entry in cache.replay(from: start) { sink.received(entry.packet, arrived: entry.arrived) }
        }
        if let end { return sink.sourceEnded(at: end) }
        sinks.append((id, sink))
        // Its end may come before the stream's next turn.
        connection.takeTurn()
    }

    func end(_ id: RecordingID, at time: WallTime) {
        sinks.first { $0.id == id }?.sink.end(at: time)
        connection.takeTurn()
    }

    /// When the first of its recordings ends, for all that came before to be read then.
    var nextEnd: WallTime? { sinks.lazy.map(\.sink.end).min() }

    /// Lets the sinks act on the passing of time, and forgets those that have ended.
    func passed(_ now: WallTime) {
        for (_, sink) in sinks { sink.passed(now) }
        sinks.removeAll { $0.sink.isEnded }
    }

    func ended(at time: WallTime) {
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
