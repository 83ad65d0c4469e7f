// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RTMP

/// A publisher of our own, for what other programs cannot do: send at a known time, break off, fall silent.
actor LivePublisher {
    /// When a packet left, in seconds since 1970.
    typealias Departure = Double

    /// When each video packet left, in the order of sending.
    private(set) var videoDepartures: [Departure] = []
    /// When each audio packet left, in the order of sending.
    private(set) var audioDepartures: [Departure] = []

    private enum Outcome {
        case published
        case refused(code: String, description: String)
        case closed
    }

    private var session: ClientSession
    private let outgoing: AsyncStream<ByteBuffer>.Continuation
    private let outcomes: AsyncStream<Outcome>.Continuation

    private init(
        session: ClientSession, outgoing: AsyncStream<ByteBuffer>.Continuation,
        outcomes: AsyncStream<Outcome>.Continuation
    ) {
        self.session = session
        self.outgoing = outgoing
        self.outcomes = outcomes
    }

    /// How a publisher goes whose work is done.
    enum Ending: Sendable {
        /// It says that the publication is over.
        case announced
        /// It closes its side of the connection and says nothing.
        case halfClosed
    }

    /// Publishes to `rtmp://HOST:PORT/APP/NAME?QUERY`, does the work once accepted, and goes.
    ///
    /// - Throws: ``PublishRefused`` when the server does not want the stream, and what the work throws: the
    ///   connection is then cut without a word.
    static func run<Answer: Sendable>(
        _ url: String, ending: Ending = .announced,
        _ work: @escaping @Sendable (LivePublisher) async throws -> Answer
    ) async throws -> Answer {
        let parts = url.split(separator: "/", maxSplits: 3).map(String.init)
        let (address, application, name) = (parts[1], parts[2], parts[3])
        let target = ClientSession.Target(
            tcURL: "rtmp://\(address)/\(application)", application: application, publishName: name)
        let (writes, outgoing) = AsyncStream.makeStream(of: ByteBuffer.self)
        let (results, outcomes) = AsyncStream.makeStream(of: Outcome.self)
        let publisher = LivePublisher(
            session: ClientSession(target: target, seed: 1), outgoing: outgoing, outcomes: outcomes)
        return try await RawConnection.open(address) { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                // One writer keeps the order of what the session made.
                group.addTask {
                    for await bytes in writes { try await outbound.write(bytes) }
                    outbound.finish()
                }
                group.addTask {
                    for try await bytes in inbound { try await publisher.received(bytes) }
                    outcomes.finish()
                }
                defer { group.cancelAll() }
                await publisher.begin()
                var outcome = results.makeAsyncIterator()
                switch await outcome.next() {
                case .published: break
                case .refused(let code, let description):
                    throw PublishRefused(code: code, description: description)
                case .closed, nil: throw PublishRefused(code: "", description: "the connection was closed")
                }
                let answer = try await work(publisher)
                switch ending {
                case .announced: await publisher.finish()
                case .halfClosed: outgoing.finish()
                }
                // The server's word that it has seen the end, or its closing of the connection.
                while let last = await outcome.next() { if case .closed = last { break } }
                return answer
            }
        }
    }

    /// Sends tags, each when its timestamp says, counted from now; at once without `pace`.
    func send(_ tags: some Sequence<FLVFile.Tag> & Sendable, paced: Bool = true) async throws {
        let start = ContinuousClock.now
        var first: UInt32?
        for tag in tags {
            let origin = first ?? tag.timestamp
            first = origin
            if paced {
                let time = start + .milliseconds(Int64(tag.timestamp) - Int64(origin))
                if time > .now { try await Task.sleep(until: time, clock: .continuous) }
            }
            self.send(tag)
        }
    }

    private func send(_ tag: FLVFile.Tag) {
        let now = Date().timeIntervalSince1970
        var bytes = ByteBuffer()
        switch tag.kind {
        case .video:
            if tag.isPacket { self.videoDepartures.append(now) }
            self.session.write(.video, payload: tag.body, timestamp: tag.timestamp, into: &bytes)
        case .audio:
            if tag.isPacket { self.audioDepartures.append(now) }
            self.session.write(.audio, payload: tag.body, timestamp: tag.timestamp, into: &bytes)
        }
        self.outgoing.yield(bytes)
    }

    private func begin() {
        self.outgoing.yield(self.session.start())
    }

    private func finish() {
        self.outgoing.yield(self.session.finish())
    }

    private func received(_ bytes: ByteBuffer) throws {
        self.session.append(bytes)
        while let action = try self.session.next() {
            switch action {
            case .send(let bytes): self.outgoing.yield(bytes)
            case .published: self.outcomes.yield(.published)
            case .refused(let code, let description):
                self.outcomes.yield(.refused(code: code, description: description))
            case .closed: self.outcomes.yield(.closed)
            }
        }
    }
}

/// The server did not accept a publisher.
struct PublishRefused: Error, Hashable {
    /// The status, such as `NetStream.Publish.BadName`; empty when the connection was closed without one.
    let code: String
    let description: String
}

/// Thrown by a test's work to cut a publisher's connection without a word.
struct ConnectionCut: Error {}
