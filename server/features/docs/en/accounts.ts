/** What hovers say of users and groups. */
export const accounts = {
  user: 'User {name} of {image}: uid {id}, gid {group}, home {home}.',
  group: 'Group {name} of {image}: gid {id}.',
  madeUser: 'User {name}, made on line {line}.',
  madeGroup: 'Group {name}, made on line {line}.',
  missingUser: 'Neither {image} nor an instruction above has a user {name}, as far as can be told.',
  missingGroup: 'Neither {image} nor an instruction above has a group {name}, as far as can be told.',
  nameless: 'No user of {image} has this number. It runs all the same, without a name and a home of its own.',
} as const;
