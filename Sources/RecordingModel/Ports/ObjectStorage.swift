// SPDX-License-Identifier: Apache-2.0

/// Keeps objects in buckets.
package protocol ObjectStorage: Sendable {
    /// Uploads a local file and makes sure that the store has these very bytes.
    ///
    /// - Parameters:
    ///   - object: the file; its `multipartID` is that of an earlier attempt, to go on with.
    ///   - noteMultipart: is told the store's name of an upload in parts before the first part, and nil when it is no
    ///     more.
    /// - Throws: why the file is not there, or may not be.
    func upload(
        _ object: UploadObject, noteMultipart: @Sendable (String?) async throws -> Void
    ) async throws(UploadFault)
    /// Deletes an object, and an upload in parts that has begun; what is gone already is no fault.
    func delete(_ object: UploadObject) async throws(UploadFault)
}

/// Why something was not done in the object store.
package struct UploadFault: Error, Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// The store can't be reached, is overloaded or broken for now.
        case unavailable
        /// The store doesn't accept who we are, or what we may.
        case credentials
        /// The store will refuse this until somebody changes something: no such bucket, say.
        case refused
        /// What the store has is not what was sent.
        case corrupt
        /// The local file can't be read, or is not what was noted.
        case source
    }

    package var kind: Kind
    /// For the log.
    package var reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

extension UploadFault: CustomStringConvertible {
    package var description: String { "\(kind.rawValue): \(reason)" }
}
