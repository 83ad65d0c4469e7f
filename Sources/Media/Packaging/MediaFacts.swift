// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What can be said of a file from the packets it was made of.
package struct MediaFacts: Codable, Hashable, Sendable {
    /// Counts and times of one track.
    package struct TrackFacts: Codable, Hashable, Sendable {
        package var track: Track
        package var packets: Int64
        package var bytes: Int64
        package var firstDecodeTime: MediaTime
        package var lastDecodeTime: MediaTime

        package init(
            track: Track, packets: Int64 = 0, bytes: Int64 = 0, firstDecodeTime: MediaTime = .zero,
            lastDecodeTime: MediaTime = .zero
        ) {
            self.track = track
            self.packets = packets
            self.bytes = bytes
            self.firstDecodeTime = firstDecodeTime
            self.lastDecodeTime = lastDecodeTime
        }

        /// From the first packet to the end of the last, whose length is taken as the mean of those before it.
        package var duration: MediaTime {
            let span = lastDecodeTime - firstDecodeTime
            return packets > 1 ? span + MediaTime(nanoseconds: span.nanoseconds / (packets - 1)) : span
        }
    }

    package private(set) var video: TrackFacts?
    package private(set) var audio: TrackFacts?
    /// When the first and the last packet arrived.
    package private(set) var begun: WallTime
    package private(set) var ended: WallTime

    package init(begun: WallTime) {
        self.begun = begun
        ended = begun
    }

    /// Facts that were noted before and kept, as in the catalogue.
    package init(video: TrackFacts?, audio: TrackFacts?, begun: WallTime, ended: WallTime) {
        self.video = video
        self.audio = audio
        self.begun = begun
        self.ended = ended
    }

    /// How many packets of a kind were counted.
    package func packets(of kind: MediaKind) -> Int64 {
        (kind == .video ? video?.packets : audio?.packets) ?? 0
    }

    /// Facts of what a file holds, the arrival of whose last packet isn't known: it is taken to have come when its
    /// frame ends.
    package init(video: TrackFacts?, audio: TrackFacts?, begun: WallTime) {
        self.init(video: video, audio: audio, begun: begun, ended: begun)
        ended = begun.advanced(by: duration)
    }

    /// Notes a track, or the newer configuration of one.
    package mutating func note(_ track: Track) {
        switch track.kind {
        case .video: video = video?.with(track) ?? TrackFacts(track: track)
        case .audio: audio = audio?.with(track) ?? TrackFacts(track: track)
        }
    }

    /// Counts a packet of a noted track.
    package mutating func note(_ packet: MediaPacket, arrived: WallTime) {
        ended = max(ended, arrived)
        switch packet.kind {
        case .video: video?.count(packet)
        case .audio: audio?.count(packet)
        }
    }

    /// The longest track's duration, start offsets included.
    package var duration: MediaTime {
        let tracks = [video, audio].compactMap { $0 }.filter { $0.packets > 0 }
        guard let first = tracks.map(\.firstDecodeTime).min() else { return .zero }
        return tracks.map { $0.firstDecodeTime + $0.duration - first }.max() ?? .zero
    }

    /// The decode time of the first packet of all.
    package var firstDecodeTime: MediaTime? {
        [video, audio].compactMap { $0 }.filter { $0.packets > 0 }.map(\.firstDecodeTime).min()
    }
}

extension MediaFacts.TrackFacts {
    fileprivate func with(_ track: Track) -> Self {
        var facts = self
        facts.track = track
        return facts
    }

    /// Counts a packet of this track.
    package mutating func count(_ packet: MediaPacket) {
        count(byteCount: packet.payload.readableBytes, at: packet.decodeTime)
    }

    /// Counts a packet of this track, of which only size and time are known.
    package mutating func count(byteCount: Int, at decodeTime: MediaTime) {
        if packets == 0 { firstDecodeTime = decodeTime }
        lastDecodeTime = decodeTime
        packets += 1
        bytes += Int64(byteCount)
    }
}
