// SPDX-License-Identifier: Apache-2.0

/// Turns the packets of one recording into files: one after another (FLV), or segments under a playlist (HLS).
///
/// It decides where files are cut and what they are called, and opens none itself. The calls come in the
/// order `start`, then any number of `write` and `change`, then `finish`; or `recover` alone.
package protocol Packager: Sendable {
    associatedtype Failure: Error

    /// Whether the files can hold a track of this configuration; no other is given to the packager.
    static func holds(_ configuration: CodecConfiguration) -> Bool

    /// Begins the recording: `origin` is the decode time of its first packet, `wall` when that packet arrived.
    mutating func start(
        tracks: [Track], origin: MediaTime, wall: WallTime, into batch: inout FileBatch
    ) throws(Failure)

    /// Takes one packet, placed on the recording's continuous time; a file that it closes is returned.
    ///
    /// A packet is discontinuous when the publisher's clock jumped before it, or another push goes on with it.
    mutating func write(
        _ packet: MediaPacket, arrived: WallTime, isDiscontinuous: Bool, into batch: inout FileBatch
    ) throws(Failure) -> FinishedFile?

    /// Notes a new or changed track, at the decode time of the packet before it.
    mutating func change(_ track: Track, into batch: inout FileBatch) throws(Failure)

    /// Ends the recording, whose last frame ends at `end`, and returns its last file.
    mutating func finish(end: MediaTime, into batch: inout FileBatch) throws(Failure) -> FinishedFile?

    /// Ends a recording whose process died, by its notes and by what lies in its folder, and returns all its files
    /// that are in the folder once the batch is carried out, also those that were complete before.
    ///
    /// Called on a packager that has been given nothing else. What it keeps of the last file ends with a whole
    /// packet; a file of which there is nothing whole to keep is none. Should this process die as well, the notes
    /// and the folder that it leaves are recovered in the same way, to the same files.
    mutating func recover(
        _ notes: [PackagerNote], in folder: any CutFolder, into batch: inout FileBatch
    ) throws(Failure) -> [FinishedFile]
}

/// A complete file as its packager describes it; it exists once the batch that seals it is on disk.
package struct FinishedFile: Hashable, Sendable {
    /// The name of the file to hand out, below the recording's folder (of HLS: the playlist).
    package var path: String
    /// The name by the template's pattern, without folder or ending.
    package var title: String
    /// Bytes of the file (of HLS: playlist and segments).
    package var size: Int64
    package var facts: MediaFacts {
        get {
            switch boxed {
            case .facts(let facts): facts
            }
        }
        set { boxed = .facts(newValue) }
    }
    /// They stand apart, for each packet of a recording is answered with a file or, mostly, the room for one.
    private var boxed: Boxed

    package init(path: String, title: String, size: Int64, facts: MediaFacts) {
        self.path = path
        self.title = title
        self.size = size
        boxed = .facts(facts)
    }

    private indirect enum Boxed: Hashable, Sendable {
        case facts(MediaFacts)
    }
}

extension FinishedFile: Codable {
    private enum CodingKeys: CodingKey {
        case path, title, size, facts
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            path: try container.decode(String.self, forKey: .path),
            title: try container.decode(String.self, forKey: .title),
            size: try container.decode(Int64.self, forKey: .size),
            facts: try container.decode(MediaFacts.self, forKey: .facts))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(path, forKey: .path)
        try container.encode(title, forKey: .title)
        try container.encode(size, forKey: .size)
        try container.encode(facts, forKey: .facts)
    }
}
