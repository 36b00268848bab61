package live

import "strings"

// The texts below are GraphQL, but the server reads some of it by patterns: a text must begin with the kind of operation, values
// are variables only, and a mutation has one function. The operation's name decides what is let through before joining.

// operationName returns the name of a text's operation.
func operationName(text string) string {
	_, rest, _ := strings.Cut(text, " ")
	return rest[:strings.IndexAny(rest, " (")]
}

// functionName returns the name of a mutation's function.
func functionName(text string) string {
	_, rest, _ := strings.Cut(text, "{ ")
	return rest[:strings.IndexAny(rest, " (")]
}

// Subscriptions. The first is one of the few that work before joining; without the prefix "Patched_" each result is whole.
// Columns are those that the server's own client and permissions name.
const (
	userCurrent = "subscription getGuestLobbyInfo { user_current { userId extId name authToken" +
		" joinErrorCode joinErrorMessage joined isModerator ejected ejectReasonCode loggedOut guestStatus" +
		" meeting { meetingId name ended endedReasonCode endedByUserName logoutUrl }" +
		" guestStatusDetails { guestLobbyMessage positionInWaitingQueue isAllowed } } }"
	userGuest = "subscription getGuestWaitingUsers {" +
		" user_guest(where: {isWaiting: {_eq: true}}) { guestLobbyMessage isAllowed isDenied userId positionInWaitingQueue" +
		" user { authed userId extId name color role avatar } } }"
	policies = "subscription MeetingSubscription { meeting { usersPolicies { guestPolicy guestLobbyMessage } } }"
	users    = "subscription UserListSubscription { user { userId extId name role isModerator" +
		" presenter guest bot mobile authed locked raiseHand away loggedOut disconnected" +
		" voice { joined listenOnly muted } cameras { streamId } } }"
	recording   = "subscription getMeetingRecording { meeting_recording { isRecording startedAt } }"
	ownMessages = "subscription getOwnMessages($userId: String!) {" +
		" chat_message_public(where: {senderId: {_eq: $userId}}) { messageId } }"
	inactivity = "subscription getInactivityWarning { user_current { inactivityWarningDisplay } }"
)

// Mutations.
const (
	joinMeeting = "mutation UserJoin($authToken: String!, $clientType: String!, $clientIsMobile: Boolean!)" +
		" { userJoinMeeting(authToken: $authToken, clientType: $clientType, clientIsMobile: $clientIsMobile) }"
	leaveMeeting   = "mutation UserLeave { userLeaveMeeting }"
	stillHere      = "mutation UserSendActivitySign { userSendActivitySign }"
	setPolicy      = "mutation SetPolicy($guestPolicy: String!) { guestUsersSetPolicy(guestPolicy: $guestPolicy) }"
	submitApproval = "mutation SubmitApprovalStatus($guests: [GuestUserApprovalStatus]!)" +
		" { guestUsersSubmitApprovalStatus(guests: $guests) }"
	setLobbyMessage        = "mutation SetLobbyMessage($message: String!) { guestUsersSetLobbyMessage(message: $message) }"
	setPrivateLobbyMessage = "mutation SetLobbyMessagePrivate($guestId: String!," +
		" $message: String!) { guestUsersSetLobbyMessagePrivate(guestId: $guestId, message: $message) }"
	setMuted = "mutation UserSetMuted($userId: String, $muted: Boolean!)" +
		" { userSetMuted(userId: $userId, muted: $muted) }"
	setAllMuted = "mutation MeetingSetMuted($muted: Boolean!, $exceptPresenter: Boolean)" +
		" { meetingSetMuted(muted: $muted, exceptPresenter: $exceptPresenter) }"
	setRaiseHand = "mutation UserSetRaiseHand($userId: String, $raiseHand: Boolean!)" +
		" { userSetRaiseHand(userId: $userId, raiseHand: $raiseHand) }"
	setRole = "mutation UserSetRole($userId: String!, $role: String!)" +
		" { userSetRole(userId: $userId, role: $role) }"
	eject = "mutation UserEject($userId: String!, $banUser: Boolean!)" +
		" { userEjectFromMeeting(userId: $userId, banUser: $banUser) }"
	endMeeting  = "mutation MeetingEnd { meetingEnd }"
	sendMessage = "mutation ChatSendMessage($chatId: String!, $chatMessageInMarkdownFormat: String!)" +
		" { chatSendMessage(chatId: $chatId, chatMessageInMarkdownFormat: $chatMessageInMarkdownFormat) }"
)
