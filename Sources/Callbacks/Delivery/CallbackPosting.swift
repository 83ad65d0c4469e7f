// SPDX-License-Identifier: Apache-2.0

/// Posts notifications to receivers.
package protocol CallbackPosting: Sendable {
    /// Posts a body; whatever is not status 200 within the time limit is a failure.
    /// - Returns: the beginning of the text of the answer.
    func post(_ json: [UInt8], to url: String) async throws(CallbackFailure) -> String
    /// Closes all connections; nothing can be posted then.
    func shutdown() async
}

/// Why an attempt to post failed.
package struct CallbackFailure: Error, Hashable, Sendable {
    /// For the log.
    package var reason: String
    /// The status and the text of the answer, if one came.
    package var status: Int?
    package var answer: String?
    /// Whether another attempt can't help.
    package var isFinal: Bool

    package init(reason: String, status: Int? = nil, answer: String? = nil, isFinal: Bool = false) {
        self.reason = reason
        self.status = status
        self.answer = answer
        self.isFinal = isFinal
    }
}
