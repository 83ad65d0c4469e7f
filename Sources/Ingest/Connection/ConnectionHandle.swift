// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RecordingModel

/// Asks a connection to end, with the code to give for it; fired into its pipeline.
struct CloseRequest: Sendable {
    let code: StopCode
    /// The push that is meant: when it is over by now the connection goes on; nil for the connection itself.
    var publication: PublicationID?
}

/// A publisher's connection as the registry may hold it: each call crosses to the connection's loop.
struct ConnectionHandle: Sendable {
    private let handler: NIOLoopBound<RTMPHandler>
    private let channel: any Channel

    /// Must be made on the loop of the channel.
    init(_ handler: RTMPHandler, channel: any Channel) {
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        self.channel = channel
    }

    /// Brings the answer to a request for admission.
    func answered(_ refusal: StopCode?) {
        let handler = handler
        channel.eventLoop.execute { handler.value.answered(refusal) }
    }

    /// How long the publisher has been silent; nil when that push of its is over.
    func silence(of publication: PublicationID) async -> TimeAmount? {
        let handler = handler
        return await withCheckedContinuation { continuation in
            channel.eventLoop.execute { continuation.resume(returning: handler.value.silence(of: publication)) }
        }
    }

    /// Ends the connection of a push, and the push with it.
    func close(_ publication: PublicationID, _ code: StopCode) {
        channel.pipeline.fireUserInboundEventTriggered(CloseRequest(code: code, publication: publication))
    }
}
