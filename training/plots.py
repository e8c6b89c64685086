# ruff: noqa: E501  (lists of words and sentences read best one list a line)
"""Plots: what happens, scene by scene, and the sentences that tell it.

A story is WANT, then TROUBLE and HELP in turns, then END. Each plot (lost, found, carry …) has its own want and
end; troubles (a river, a locked gate …) have their own way in and their own way out, so that what solves a
trouble fits it. A *beat* is a list of alternatives that say the same; a *script* is beats in order.

Slots: {H} hero; {he} {him} {his} {He} {His} {self} of the hero; {kind} "young fox"; {akind} with article;
{T} the thing without article; {aT} with "a"; {P} the place, {inP} with preposition; {F} the helper, {fhe}
{fhim} {fhis} {Fhe} {Fhis}, {fkind}, {afkind}.
"""

from __future__ import annotations

from dataclasses import dataclass

Beat = tuple[str, ...]
Script = tuple[Beat, ...]


def beats(text: str) -> Script:
    """A script from text: one beat a line, alternatives between bars."""
    return tuple(tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines())


@dataclass(frozen=True)
class Plot:
    """A kind of story: its title, logline, facts, and its first and last scene."""

    titles: Beat
    loglines: Beat
    facts: Beat
    want_headings: Beat
    want_goals: Beat
    want_moods: Beat
    want: Script
    end_headings: Beat
    end_goals: Beat
    end_moods: Beat
    end: Script
    outcome: Beat


@dataclass(frozen=True)
class Trouble:
    """Something in the way: how it comes, how the hero masters it alone, how a helper does."""

    headings: Beat
    stuck_goals: Beat
    solved_goals: Beat
    help_goals: Beat
    moods: Beat
    comes: Script
    stuck: Script
    solved: Script
    helped: Script


def _moods(text: str) -> Beat:
    return tuple(text.split())


PLOTS: dict[str, Plot] = {
    "lost": Plot(
        titles=("{H} and the lost {T}", "The lost {T}", "Where is the {T}?", "{H} looks for the {T}"),
        loglines=(
            "{H}, {akind}, has lost the {T} and looks for it {inP}.",
            "The {T} is gone, and {H}, {akind}, must find it {inP}.",
        ),
        facts=("{H} had the {T} for years.", "The {T} was last seen {inP}.", "There is only one {T} like it."),
        want_headings=("The {T} is gone", "An empty shelf", "Gone", "A bad morning"),
        want_goals=(
            "{H} sees that the {T} is gone and sets out to look for it {inP}.",
            "{H} wants to find the lost {T} and begins to search {inP}.",
        ),
        want_moods=_moods("worried sad determined anxious"),
        want=beats("""
{H} was {akind}, and {he} lived near {P}. | {H}, {akind}, had lived near {P} all {his} life. | Near {P} lived {akind} called {H}.
{He} loved one thing more than all others, the {T}. | Nothing {he} had was as dear to {him} as the {T}. | Every evening {he} looked at the {T} before {he} went to sleep.
One morning the {T} was not in its place. | But one morning the shelf was empty, and the {T} was gone. | Then came a day when {he} reached for the {T} and it was not there.
{He} looked under the bed and behind the stove. | {He} turned over every cup and every cushion. | {He} searched the whole house, from the roof to the cellar.
There was only dust, and one old button. | {He} found two spoons and a dead fly, but no {T}. | All {he} found was a sock that {he} did not even miss.
"Where did I have it last?" {H} asked aloud. "It was {inP}." | "I had it {inP}," said {H}. "I must have left it there." | "Think," {H} told {self}. "You had the {T} {inP}."
So {he} put on {his} coat and went out to look. | {He} took some bread and a lamp and went out of the door. | {He} locked the door behind {him} and set out for {P}.
"""),
        end_headings=("Found", "The {T} again", "Home again", "What was under the leaves"),
        end_goals=(
            "{H} finds the {T} {inP} at last and takes it home.",
            "At last {H} finds the lost {T} and carries it home with {F}.",
        ),
        end_moods=_moods("happy joyful relieved glad"),
        end=beats("""
At last {H} stood {inP} once more. | The search ended where it had begun, {inP}. | {H} came back to {P} when the sun was low.
Something shone between two stones. | Something small lay under the dry leaves. | There, behind a root, something caught the light.
{He} bent down and brushed the earth away. | {He} knelt and reached in with one arm. | {His} heart beat fast as {he} bent down.
It was the {T}! | It was the {T}, a little dirty but whole. | There lay the {T}, as if it had only been asleep.
"I thought I would never see you again," said {H}, and {he} laughed. | "There you are!" cried {H}, and {he} danced on the spot. | "You were here all the time," said {H} with a smile.
{F} clapped and laughed too. | {F} was as glad as {he} was. | "I told you so," said {F} happily.
{H} wrapped the {T} in {his} scarf and carried it home. | {He} held the {T} close all the way home. | Then they walked home together, and {H} did not let go of the {T} once.
That night the {T} stood in its old place. | That evening the {T} was back on its shelf. | From then on {he} kept the {T} beside {his} bed.
"""),
        outcome=("At last {H} finds the {T} and takes it home.", "In the end {H} has the {T} back."),
    ),
    "found": Plot(
        titles=("{H} and the {T}", "The {T}", "The {T} {inP}", "Whose {T}?"),
        loglines=(
            "{H}, {akind}, finds {aT} {inP} and wants to know whose it is.",
            "{H}, {akind}, finds {aT} {inP} and must learn its secret.",
        ),
        facts=("Nobody knows who left the {T} {inP}.", "The {T} belongs to {F}.", "The {T} was found {inP}."),
        want_headings=("A strange find", "Something {inP}", "The find", "What the morning brought"),
        want_goals=(
            "{H} finds {aT} {inP} and wants to know whose it is.",
            "{H} finds {aT} {inP} and makes up {his} mind to find its owner.",
        ),
        want_moods=_moods("curious mysterious wondering excited"),
        want=beats("""
{H} was {akind} who knew every corner {inP}. | {H}, {akind}, was {inP} early that day. | Every day {H}, {akind}, walked the same way {inP}.
That day something was different. | But this morning something lay in {his} way. | Then {he} stopped, for something lay at {his} feet.
It was {aT}. | It was {aT}, and nobody was near. | There in the grey light lay {aT}.
{He} looked left and {he} looked right. | {He} walked around it three times. | {He} touched it with one finger and waited.
Nothing happened, and that was the strangest part. | It felt as if the {T} had waited just for {him}. | It was lighter than it looked.
"Whose are you?" asked {H}. | "Somebody must miss you," said {H} to the {T}. | "How did you come here?" {H} whispered.
The {T} gave no answer, of course. | Only the wind answered. | A bird sang once and was still.
{He} put the {T} under {his} arm and made up {his} mind. | {He} wrapped the {T} in a cloth and took it along. | "I will find your owner," {he} said, and {he} set out.
"""),
        end_headings=("The owner", "Whose it was", "The right hands", "A gift"),
        end_goals=(
            "{H} learns that the {T} belongs to {F} and gives it back.",
            "{H} gives the {T} to {F}, who has looked for it for years, and they become friends.",
        ),
        end_moods=_moods("happy warm tender grateful"),
        end=beats("""
{H} laid the {T} on the table in front of {F}. | In the end it was {F} who knew. | {H} held out the {T}, and {F} went quite still.
"That is mine," said {F} softly. "I lost it long ago." | "My {T}!" cried {F}. "I have looked for it for years." | {F} took the {T} in both hands and could not speak at first.
"I was {inP}, and it slipped away in the night." | "My mother gave it to me when I was small." | "I thought it was at the bottom of the sea."
{H} was a little sad to let it go. | {H} had grown fond of the {T}. | For a moment {H} wished it were {his} own.
But {he} saw how {F} smiled, and then {he} was glad. | But {F} was so happy that {H} had to smile too. | Then {he} saw the joy in the eyes of {F}, and all was well.
"Come and see it whenever you like," said {F}. | "Half of it is yours now," said {F}, "for you found it." | "Stay for supper," said {F}, "and I will tell you its story."
So {H} lost a {T} and found a friend. | From that day on the two were friends. | They sat together until the stars came out.
And the {T} stood between them and shone. | The {T} was home at last, and so was {H}. | {H} went home with empty hands and a full heart.
"""),
        outcome=(
            "{H} gives the {T} back to {F}, and they become friends.",
            "The {T} belongs to {F}, and {H} gives it back.",
        ),
    ),
    "carry": Plot(
        titles=("The way to {P}", "{H} carries the {T}", "The {T} must go", "{H} and the {T}"),
        loglines=(
            "{H}, {akind}, must bring the {T} to {P} before night falls.",
            "{H}, {akind}, has promised to take the {T} to {P}.",
        ),
        facts=("The {T} must be {inP} before night.", "{H} has given {his} word.", "{F} is waiting for the {T}."),
        want_headings=("The promise", "Before night", "A long way", "The task"),
        want_goals=(
            "{H} gets the {T} and promises to bring it to {P} before night.",
            "{H} wants to bring the {T} to {P} and sets out at once.",
        ),
        want_moods=_moods("determined hopeful brave proud"),
        want=beats("""
{H} was {akind} who always kept {his} word. | {H} was {akind}, and everyone trusted {him}. | There was no one as careful as {H}, {akind} of few words.
One day there was a knock at the door. | One morning an old woman stood at {his} gate. | At breakfast a letter came, and {his} name was on it.
"Bring the {T} to {P}," it began. "Bring it before night." | "The {T} must be {inP} before dark," {he} was told. | "Only you can take the {T} to {P}," said the messenger.
{H} had never gone so far alone. | It was a long way, and the hills were steep. | {He} knew the road only from stories.
{He} looked at the {T}, and {he} nodded. | "I will do it," said {H}. "You have my word." | "I promise," said {H}, and {he} meant it.
{He} wrapped the {T} in a soft cloth. | {He} tied the {T} to {his} back with a red string. | {He} packed the {T} in a basket with bread and two apples.
Then {he} counted {his} steps down to the gate. | The door fell shut behind {him}, and the road began. | The sun stood over the roofs when {he} set out.
"""),
        end_headings=("In time", "The last steps", "The door opens", "A kept promise"),
        end_goals=(
            "{H} comes to {P} in time and hands over the {T}.",
            "{H} brings the {T} to {P} just before night, and {F} thanks {him}.",
        ),
        end_moods=_moods("proud happy relieved joyful"),
        end=beats("""
The sun was almost down when {H} saw {P}. | There it was at last, {P}. | One more bend in the road, and there was {P}.
{He} ran the last steps as fast as {he} could. | {His} feet hurt, but {he} began to run. | {He} did not stop to rest now.
A light burned, and a door stood open. | Someone was waiting there with a lamp. | {F} stood there and waved with both arms.
"Am I too late?" asked {H}, out of breath. | "Here it is," said {H}. "Here is the {T}." | {H} held out the {T} and could not say a word.
"You are just in time," said {F} with a smile. | "I knew that you would come," said {F}. | "Nobody else could have done it," said {F}, and {fhe} took {his} hand.
The {T} was safe, without a single scratch. | Together they put the {T} where it belonged. | The {T} shone in the lamp light, safe and sound.
There was warm soup, and there was a soft bed. | They gave {him} soup, bread and the best chair. | That night {H} slept better than ever before.
{H} had kept {his} promise, and {he} was proud. | A promise is a small thing, but {he} had kept it, and {he} was happy. | And {he} was so happy that {he} sang.
"""),
        outcome=("{H} brings the {T} to {P} in time.", "In the end the {T} is safe {inP}."),
    ),
    "mend": Plot(
        titles=("{H} mends the {T}", "The broken {T}", "The {T} that would not work", "A new life for the {T}"),
        loglines=(
            "{H}, {akind}, wants to mend the {T} {inP}, but something is missing.",
            "The {T} is broken, and {H}, {akind}, tries to mend it {inP}.",
        ),
        facts=("The {T} broke in the last storm.", "One small part of the {T} is missing.", "The {T} stands {inP}."),
        want_headings=("Broken", "The silent {T}", "Something is missing", "A hard task"),
        want_goals=(
            "{H} wants to mend the {T} {inP} and finds that a part is missing.",
            "{H} sees that the {T} is broken and promises to mend it.",
        ),
        want_moods=_moods("determined hopeful sad worried"),
        want=beats("""
{H} was {akind} with quick hands. | {H} was {akind} who could not leave a broken thing alone. | {inP_} lived {akind} called {H}.
The {T} had been broken since the storm. | Nobody had used the {T} for a long time. | The {T} stood {inP}, and it was broken.
People came, shook their heads and went away again. | "It is too old," everybody said. | "Throw it away," said the neighbours.
But {H} did not think so. | But {H} put an ear to it and listened. | {H} looked at it for a whole day.
{He} took it apart, piece by piece, on a white cloth. | {He} cleaned each piece with a drop of oil. | {He} laid the pieces in a row and counted them.
One piece was missing, no bigger than a thumb nail. | Where the heart of it should be, there was only a hole. | One small part was gone, the one that held all the others.
"Then I will find it," said {H}, "or I will make a new one." | "I can mend you," {H} told the {T}. "Wait and see." | "I will not give up," said {H}, and {he} put on {his} coat.
"""),
        end_headings=("It works", "The last piece", "As good as new", "The {T} wakes"),
        end_goals=(
            "{H} puts in the last piece, and the {T} works again.",
            "{H} mends the {T} with the help of {F}, and everybody comes to see it {inP}.",
        ),
        end_moods=_moods("proud joyful happy triumphant"),
        end=beats("""
{H} sat down in front of the {T} once more. | It was late when {H} came back to the {T}. | The pieces lay on the white cloth, and {H} began.
{F} held the lamp and did not say a word. | {F} handed {him} one piece after the other. | Beside {him} sat {F} and held {fhis} breath.
The last piece went in with a small click. | {He} pushed, {he} turned, and the last piece fit. | At first it would not fit, but then it slid in.
For a moment nothing happened. | They waited, and the room was still. | {H} counted to three.
Then the {T} trembled, and it woke. | Then something moved deep inside, and the {T} was alive again. | Then there was a soft sound, and the {T} was whole.
"It works!" cried {F}. "You did it!" | "You have good hands," said {F}, and {H} smiled. | {F} laughed and threw {fhis} hat in the air.
In the morning everybody came to {P} to look. | The news ran through the streets, and soon a crowd stood {inP}. | The neighbours came, and nobody shook a head now.
"It was not too old," said {H} happily. "It was only waiting." | {H} stood beside it, proud and a little shy. | And {H} knew that few things are lost for good.
"""),
        outcome=("In the end the {T} works again.", "{H} mends the {T}, and everybody is glad."),
    ),
    "make": Plot(
        titles=("{H} makes {aT}", "{aT_} of {his} own", "{H} and the new {T}", "The best {T}"),
        loglines=(
            "{H}, {akind}, wants to make {aT} for the feast {inP}.",
            "{H}, {akind}, dreams of making {aT}, though everybody laughs.",
        ),
        facts=(
            "There is a feast {inP} every summer.",
            "Nobody {inP} has ever made {aT}.",
            "{H} has never made {aT} before.",
        ),
        want_headings=("A plan", "The dream", "A new idea", "Everybody laughs"),
        want_goals=(
            "{H} wants to make {aT} for the feast {inP}, and everybody laughs at {him}.",
            "{H} makes up {his} mind to make {aT} and begins.",
        ),
        want_moods=_moods("determined hopeful excited curious"),
        want=beats("""
{H} was {akind} with a head full of ideas. | {H}, {akind}, woke up with an idea. | There was {akind} called {H} who could not sit still.
Soon there would be a feast {inP}. | The great feast was only a week away. | Everybody was getting ready for the feast {inP}.
"I will make {aT}," said {H}. | "This year I will make {aT} all by myself," said {H}. | {H} wanted to bring something new, and it would be {aT}.
"You?" asked the neighbours, and they laughed. | The others only laughed and went on with their work. | "Nobody has ever done that here," they told {him}.
{H} blushed, but {he} did not change {his} mind. | {H} only smiled and took out a pencil. | That made {H} want it even more.
{He} drew it on paper, from above and from below. | {He} made a list of all the things {he} would need. | {He} swept {his} table clean and lit the lamp.
The first try fell to pieces in {his} hands. | The first one was crooked, and the second was worse. | It was harder than {he} had thought.
"One more time," said {H}, and {he} began again. | "Tomorrow I will do better," said {H}. | {He} slept for an hour and began again.
"""),
        end_headings=("The feast", "{aT_} for all", "Done", "The great day"),
        end_goals=(
            "{H} brings {his} {T} to the feast {inP}, and everybody loves it.",
            "The {T} is ready, and {H} shows it to everybody {inP}.",
        ),
        end_moods=_moods("joyful proud happy delighted"),
        end=beats("""
The day of the feast had come. | There was music {inP}, and there were lights in the trees. | Everybody had come to {P} that evening.
{H} carried something under a white cloth. | {H} came last, with a big box in {his} arms. | {H} stood at the side and held the {T} behind {his} back.
"What do you have there?" someone asked. | {F} pushed {him} gently to the front. | All eyes turned, and it became quiet.
{He} took a deep breath and lifted the cloth. | "This is my {T}," said {H}. "I made it." | There it was, the {T}, and it shone in the light.
Nobody laughed now. | First there was no sound, and then they all cheered. | "Oh," said a small child, and that was the best word of all.
"It is the best {T} I have ever seen," said {F}. | "How did you do it?" they asked, and {F} told them. | They clapped until the lamps shook.
{H} blushed up to the ears with joy. | {H} laughed and did not know where to look. | {H} was so happy that {he} danced with everybody.
"Next year I will make two," {he} said. | And the {T} has stood {inP} ever since. | That night {he} had a new idea already.
"""),
        outcome=("At the feast everybody loves the {T}.", "In the end {H} is proud of {his} {T}."),
    ),
    "afraid": Plot(
        titles=("Brave {H}", "{H} and the dark way", "How {H} grew brave", "{H} is afraid"),
        loglines=(
            "{H}, {akind}, is afraid of {fear}, but must fetch the {T} from {P}.",
            "{H}, {akind} who is afraid of {fear}, has to find courage {inP}.",
        ),
        facts=("{H} is afraid of {fear}.", "The {T} is {inP}.", "Nobody knows that {H} is afraid of {fear}."),
        want_headings=("Afraid", "The secret of {H}", "Something must be done", "A fear"),
        want_goals=(
            "{H} is afraid of {fear}, but must fetch the {T} from {P}.",
            "{H} has to fetch the {T} from {P}, though {he} is afraid of {fear}.",
        ),
        want_moods=_moods("afraid worried anxious nervous"),
        want=beats("""
{H} was {akind}, and {he} had a secret. | Nobody knew the secret of {H}, {akind}. | {H} was {akind} like any other, but for one thing.
{He} was afraid of {fear}. | More than anything {he} feared {fear}. | {H} was so afraid of {fear} that {he} often could not sleep.
{He} told nobody, not even {his} pillow. | "It will pass," {he} always said, but it did not pass. | {He} hid it well behind a joke.
Then came the day when the {T} was needed. | One day everybody needed the {T}. | One evening a cry for help went through the town.
The {T} was {inP}, and nobody else could go. | It was {inP}, and the others were ill in bed. | "Somebody must fetch it from {P}," they said, and they all looked at {H}.
{H} felt cold from head to foot. | {His} knees shook, and {his} mouth was dry. | {H} wanted to hide under the table.
"And if I meet {fear}?" {he} asked {self}. | "I am afraid," whispered {H}, and it was the first time {he} said so. | "I can be afraid and go," {he} said very softly.
{He} took a lamp and opened the door. | {He} put one foot in front of the other. | {He} shut {his} eyes, counted to ten, and went.
"""),
        end_headings=("Brave", "The way back", "Not so big", "Courage"),
        end_goals=(
            "{H} fetches the {T} from {P} and is not afraid of {fear} any more.",
            "{H} comes home with the {T} and learns that fear grows small when one goes on.",
        ),
        end_moods=_moods("proud brave happy relieved"),
        end=beats("""
{H} stood {inP} at last. | There was {P}, and {H} was really there. | {H} took the last step and stood {inP}.
Here was the thing {he} feared most, {fear}. | {He} thought of {fear}, and {his} heart beat like a drum. | {He} had feared this moment all {his} life.
{He} did not run away. | "Good evening," {he} said, for {he} was polite. | {He} breathed in, and {he} breathed out.
Nothing terrible happened at all. | It was not half as bad as {his} dreams. | From near by everything looked much smaller.
There lay the {T}, and {he} picked it up. | {He} took the {T} and held it tight. | The {T} was cool and smooth in {his} hands.
The way back seemed short, and {he} whistled. | On the way back {he} even sang a little. | {F} came to meet {him} and could hardly believe it.
"Were you not afraid?" asked {F}. "I was," said {H}, "and I went." | "You are the bravest {kind} I know," said {F}. | "It was easy," said {H}, and then {he} laughed, for it was not true.
That night {he} slept well, and {he} smiled in {his} sleep. | From that day on {fear} and {H} were almost friends. | Everybody cheered, and {H} was proud and happy.
"""),
        outcome=("{H} fetches the {T} and is not afraid any more.", "In the end {H} is braver than {he} thought."),
    ),
    "friend": Plot(
        titles=("A friend for {H}", "{H} is not alone", "{H} and {F}", "The {T} and a friend"),
        loglines=(
            "{H}, {akind}, is lonely {inP} until {aT} brings a friend.",
            "{H}, {akind}, wants a friend and has only {aT}.",
        ),
        facts=("{H} lives alone {inP}.", "{H} owns nothing but {aT}.", "{F} has no friends either."),
        want_headings=("Alone", "Nobody comes", "A quiet house", "One cup on the table"),
        want_goals=(
            "{H} is lonely {inP} and wishes for a friend.",
            "{H} lives alone {inP} with {aT} and wants to find a friend.",
        ),
        want_moods=_moods("lonely sad quiet melancholy"),
        want=beats("""
{H} was {akind} who lived alone {inP}. | {inP_} lived {akind}, and {his} name was {H}. | Nobody lived {inP} but {H}, {akind}.
{He} had one cup, one chair and {aT}. | All {he} owned was {aT}. | The only thing that kept {him} company was {aT}.
In the mornings {he} said hello to the {T}. | On Sundays {he} laid the table for two, but nobody came. | Sometimes {he} talked to the {T} as if it could hear.
It never said anything back. | The clock ticked, and that was the only sound. | The days were all alike, and the evenings were long.
Far away {he} could hear others laugh. | From the window {he} saw lights in other houses. | Sometimes people went by, but they never stopped.
"I wish I had a friend," said {H} into the dark. | "It would be nice to be two," said {H} to the {T}. | "Perhaps a friend will not come to me," said {H}. "Perhaps I must go."
A tear ran down {his} nose. | {H} felt lonely and very small. | {His} heart was heavy as a stone.
So {he} took the {T} under {his} arm and went out. | In the morning {he} put the {T} in the window, where all could see it. | Then {he} opened the door and set out with the {T}.
"""),
        end_headings=("Two cups", "Friends", "Not alone", "A place for two"),
        end_goals=(
            "{H} and {F} become friends and share the {T}.",
            "{H} gives the {T} to {F}, and from now on {he} is not alone.",
        ),
        end_moods=_moods("warm happy tender joyful"),
        end=beats("""
{F} stood before the door with snow on {fhis} shoulders. | There was a knock, and there stood {F}. | In the evening {H} and {F} sat side by side.
"I have never had a visitor," said {H}. | "I only wanted to see the {T} again," said {F} shyly. | For a while neither of them knew what to say.
Then {H} held out the {T}. "It is for you," {he} said. | "Shall we share it?" asked {H}, and {he} pointed to the {T}. | {H} put the {T} on the table between them.
{F} looked at it for a long time, and {fhe} smiled. | "Nobody ever gave me a gift," said {F}. | {F} touched it gently, as if it were alive.
Then {fhe} told a joke, and {H} laughed out loud. | They drank tea from the one cup, first one and then the other. | They talked until the moon was high.
"Will you come again?" asked {H}. "Tomorrow," said {F}. | "I was lonely too," said {F}. "I only never said so." | "Now we are two," said {H} happily.
From that day on there were two cups on the shelf. | {H} built a second chair, and it was never empty. | Every evening after that, two lights burned {inP}.
And {H} was never lonely again. | And the {T} had two good friends to look after it. | The house was small, but it was full of joy.
"""),
        outcome=("{H} and {F} become friends.", "In the end {H} is not lonely any more."),
    ),
    "learn": Plot(
        titles=("{H} learns", "{H} and the secret of the {T}", "The first try", "{H} wants to know"),
        loglines=(
            "{H}, {akind}, wants to learn the secret of the {T} {inP}.",
            "{H}, {akind}, dreams of mastering the {T}, and practises {inP} every night.",
        ),
        facts=(
            "Only a master knows how to use the {T}.",
            "{F} knows the secret of the {T}.",
            "{H} practises {inP} every night.",
        ),
        want_headings=("The dream", "The first try", "Every night", "A wish"),
        want_goals=(
            "{H} wants to learn the secret of the {T}, but {his} first try goes wrong.",
            "{H} dreams of the {T} and begins to practise {inP}.",
        ),
        want_moods=_moods("hopeful determined curious excited"),
        want=beats("""
{H} was {akind} with one big dream. | {H}, {akind}, had one wish. | There was once {akind} called {H} who dreamed every night.
{He} wanted to learn the secret of the {T}. | {He} wanted to know all there was to know about the {T}. | One day {he} would be a master of the {T}.
So {he} went and practised {inP}, where nobody could see. | Every night {he} crept out and practised {inP}. | {inP_} {he} was alone, and there {he} began.
The first try went wrong at once. | The first time {he} dropped it on {his} own foot. | At first nothing worked at all.
A crow laughed so hard that it fell off its branch. | Even the moon seemed to look away. | Three frogs jumped into the water and did not come back.
{H} rubbed {his} nose and tried again. | "That was only the first time," said {H}. | {He} wrote down what went wrong, and the list was long.
The second try was a little better. | The tenth try was better than the ninth. | When the sun came up, {he} had learned one small thing.
"I need a teacher," said {H}, and {he} looked down the road. | "Tomorrow again," {he} said, and {his} eyes shone. | "I will find someone who knows," said {H}.
"""),
        end_headings=("The master", "It comes", "The secret", "At last"),
        end_goals=(
            "{H} learns the secret of the {T} at last and shows it to everybody {inP}.",
            "{F} shows {H} the secret of the {T}, and now {he} can do it.",
        ),
        end_moods=_moods("proud happy joyful triumphant"),
        end=beats("""
Many nights had gone by, and now they all stood {inP}. | The great evening came, and {inP} every seat was taken. | {F} nodded. "Now," said {fhe}. "Show us."
{H} took the {T} in {his} hands. | {H} stepped forward with the {T}. | {H} felt the {T}, warm like an old friend.
{He} thought of all the tries that had gone wrong. | {He} did not hurry this time. | {He} remembered what {F} had told {him}.
"Do not fight it," {F} had said. "Listen to it." | "The secret is to begin slowly," {F} had said. | "The secret is that there is none," {F} had said. "There is only one more try."
Then {he} began, and it was easy. | Then it came, all by itself, like breathing. | And this time everything went right.
Even the crow was silent. | The frogs came back and listened. | Nobody moved, and nobody coughed.
When it was over, they cheered and clapped. | "Bravo!" cried {F}, and there was joy in {fhis} eyes. | They carried {H} around on their shoulders and laughed.
"I was never so happy," said {H}. | {H} bowed so low that {his} nose touched the ground. | "Will you teach me too?" asked a small voice, and {H} smiled.
"""),
        outcome=("In the end {H} knows the secret of the {T}.", "{H} learns it at last, and everybody cheers."),
    ),
    "strange": Plot(
        titles=("The secret of the {T}", "The {T} that called", "{H} hears something", "A light {inP}"),
        loglines=(
            "{H}, {akind}, hears {aT} call {inP} every night and wants to know why.",
            "Every night something strange happens to the {T} {inP}, and {H}, {akind}, wants to know why.",
        ),
        facts=(
            "The {T} calls only at midnight.",
            "Nobody else can hear the {T}.",
            "The {T} has been {inP} for a hundred years.",
        ),
        want_headings=("At midnight", "A strange sound", "What {H} heard", "A light in the night"),
        want_goals=(
            "{H} hears the {T} call {inP} at night and wants to know why.",
            "{H} sees a light around the {T} {inP} and follows it.",
        ),
        want_moods=_moods("mysterious curious wondering eerie"),
        want=beats("""
It was midnight, and {H} could not sleep. | {H}, {akind}, woke up in the middle of the night. | The clock struck twelve when {H} opened {his} eyes.
{H} was {akind} who noticed everything. | A {kind} hears more than others do. | Something had called, very softly.
A low sound came from {P}. | There was a light {inP}, blue and small. | Somebody was humming {inP}, or something was.
{He} put on {his} slippers and went to see. | {He} crept closer on the tips of {his} toes. | Step by step {he} followed it.
It was the {T}. | There was nobody there, only the {T}. | In the middle of the light stood the {T}.
It glowed like a coal under ash. | It trembled a little, as if it were cold. | It hummed three notes and then began again.
"What do you want?" asked {H}. | "Are you calling me?" whispered {H}. | "I can hear you," said {H}. "I am here."
The light leaned to one side, like a finger that points. | The sound grew louder and pointed the way to the hills. | The {T} grew warm, and then it was dark again.
"I will find out," {he} said, and {he} took the {T} along. | {He} knew that {he} would not sleep before {he} knew why. | So {H} picked up the {T} and went where it pointed.
"""),
        end_headings=("The answer", "Why it called", "What the {T} wanted", "Morning"),
        end_goals=(
            "{H} learns that the {T} only wanted to go home, and brings it there.",
            "{H} finds out why the {T} called, and sets it free {inP}.",
        ),
        end_moods=_moods("peaceful happy wondering tender"),
        end=beats("""
The {T} glowed brighter with every step. | Now {H} knew the way by heart. | In the last hour of the night they came back to {P}.
"It is not angry," said {F}. "It only wants to go home." | "I see," said {H} softly. "You were homesick." | Then {H} understood, and it was quite simple.
{He} set the {T} down where the first sun would touch it. | {H} opened {his} hands and let the {T} go. | {H} put the {T} back where it had come from, long ago.
It hummed once more, and it was a happy sound. | The light grew wide and warm and gold. | All around, small lights woke and answered.
"Thank you," it seemed to say. | A warm wind touched {his} cheek like a kiss. | For one moment {H} could see a hundred years at once.
Then it was still, and the sun came up. | Then morning came, and birds began to sing. | Then the light sank, gently, like a lamp at bedtime.
{F} wiped {fhis} eyes and smiled. | "We did well," said {F}. | "Nobody will believe us," said {F}, and they both laughed.
{H} slept soundly that night and every night after. | And sometimes, at midnight, {H} still hums those three notes. | {H} walked home in the fresh light and was happy.
"""),
        outcome=("{H} learns why the {T} called and brings it home.", "In the end the {T} is where it belongs."),
    ),
}
