import type zh from '../zh/messages'
import type { Messages } from '../messages'

export default {
  messages: {
    lead: 'Slips, reminders and notes: to whom they go, whether they came, who has read them. Numbers and addresses are not shown.',
    inbox: 'My messages', queue: 'Sending', contacts: 'Contacts', replies: 'Replies',
    unread: '{n} not read', readAll: 'All read', markRead: 'I have read it', readAt: 'read {at}', from: 'from {user}', noInbox: 'No messages', noInboxWhy: 'Slips, reminders and notes for you, your role or your unit stand here for 30 days.',
    due: 'due {day}', kind_blue: 'Blue slip', kind_yellow: 'Yellow slip', kind_red: 'Red slip', kind_reminder: 'Reminder', kind_written: 'Note',
    state: 'State', state_waiting: 'Waiting', state_trying: 'Being sent', state_unknown: 'Unknown whether it arrived', again: 'Send again', settle: 'Counts as sent', decideWhy: 'The gateway was asked and no answer is known. Sent again, it may arrive twice.', state_sent: 'Sent', state_delivered: 'Delivered', state_read: 'Read', state_failed: 'Failed', state_given_up: 'Given up', state_opted_out: 'Opted out',
    openRequests: 'Requests without an answer', openRequestsWhy: 'Whether the gateway took them cannot be asked. Look at its own records (the header X-Wanjia-Message is the number of the request), then decide of each request as a whole: sent again, who got it gets it twice; counted as sent, who did not get it never does.',
    requestLine: '{at} · {channel} · {title} · {n}', againAll: 'Send all again ({n})', settleAll: 'All count as sent ({n})', againAsk: 'Send “{title}” of {at} once more to all {n}? If the gateway took it then, they get it twice.', settleAsk: 'Count “{title}” of {at} as sent to all {n}, and send it no more? If the gateway did not take it then, they never get it.',
    channel: 'Way', channel_sms: 'Text message', channel_email: 'E-mail', channel_webhook: 'Robot', channel_in_page: 'On pages',
    region: 'Region', what: 'What', to: 'To', day: 'Day', attempts: 'Attempts', gone: 'contact removed', newer: 'Newer', older: 'Older', noQueue: 'No such messages', noQueueWhy: 'What became of the slips and reminders of the last 30 days stands here.',
    sending: 'This server is sending', notSending: 'This server does not send; wanjia messages send does',
    number: 'Number', holder: 'Name', concern: 'Unit or role', willing: 'Receives', optOut: 'Opt out', optIn: 'Opt in again', keepContacts: 'Add or change contacts in their register', noContacts: 'No contacts yet', noContactsWhy: 'Enter them in the register “Recipient of messages”: of a unit, or of a role within a region.', write: 'Write a message', writeTo: 'Write to {n}',
    recipients: '{n} contacts chosen.', users: 'Also to accounts (on their pages)', usersHint: 'names of accounts, parted by commas', title: 'Title', text: 'Text', textHint: 'A text message also says how to opt out. Write no ID numbers or the like.', send: 'Send ({n})', onItsWay: 'On its way to {n}.',
    repliedAt: 'Time', meaning: 'Meaning', meaning_opt_out: 'Opts out', meaning_received: 'Received', meaning_other: 'Other', noReplies: 'No replies yet', noRepliesWhy: 'What contacts answer by text message stands here; who answers TD, T or N gets no more.',
  },
} satisfies Messages<typeof zh>
